package dev.sentinel.trust;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Services of the platform that show a name and a key: {@code Authorization: Basic} (RFC 7617),
 * inside the trust zone only.
 */
public final class ServiceKeys implements Authenticator {
    /** Services belong to the platform, not to a tenant. */
    public static final String PLATFORM = "platform";

    /** The name under which services know the gateway. */
    public static final String GATEWAY = "gateway";

    private static final String SCHEME = "Basic ";
    private static final Secret NOBODY = new Secret("\0");

    private final Map<String, Secret> keys;

    /** Knows these services by name. A blank key lets nobody in. */
    public ServiceKeys(Map<String, Secret> keys) {
        this.keys = Map.copyOf(keys);
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        List<String> values = head.headers("Authorization");
        if (values.size() != 1
                || !values.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String[] pair = decoded(values.getFirst().substring(SCHEME.length())).split(":", 2);
        Secret key = keys.getOrDefault(pair[0], NOBODY);
        // Compared also when the name is unknown, so that time does not tell which names are.
        boolean good = key.matches(pair.length == 2 ? pair[1] : "") && !key.isEmpty();
        if (!good || key.equals(NOBODY)) {
            throw Problem.unauthenticated("the service's key is not good");
        }
        return Optional.of(new Principal.Service(pair[0], PLATFORM, java.util.Set.of()));
    }

    /** The header value a service sends. */
    public static String header(String name, Secret key) {
        String pair = name + ":" + key.expose();
        return SCHEME + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw Problem.unauthenticated("Authorization is not valid Basic");
        }
    }
}
