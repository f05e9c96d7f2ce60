package dev.sentinel.identity.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.KeptSecret.InVault;
import dev.sentinel.identity.vault.Vault;
import dev.sentinel.identity.vault.VaultPath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Client secrets that are kept in Vault, one path for each credential and one version for each
 * rotation.
 *
 * <p>Vault holds the secret itself, so that its owner can fetch it there; this process remembers
 * only its MAC, for half a minute, and for a whole one while Vault is away. What was taken from a
 * credential here takes effect at once all the same, by its row; what somebody deletes in Vault by
 * hand, within that time.
 */
final class VaultSecrets {
    private static final String FIELD = "clientSecret";
    private static final List<String> FIELDS = List.of(FIELD, "client_secret", "secret");
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration USABLE = Duration.ofSeconds(60);
    private static final int REMEMBERED = 100_000;

    private final Vault vault;
    private final Function<Secret, SecretMac> mac;
    private final Clock clock;
    private final Cache<InVault, Seen> seen =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(USABLE).build();

    /** With what makes a MAC of a secret. */
    VaultSecrets(Vault vault, Function<Secret, SecretMac> mac, Clock clock) {
        this.vault = vault;
        this.mac = mac;
        this.clock = clock;
    }

    private record Seen(Optional<SecretMac> mac, Instant at) {}

    /** Where the first secret of a credential is put. */
    InVault put(AgentId agent, CredentialId credential, Secret secret) {
        return put(path(agent, credential), secret, 0);
    }

    VaultPath path(AgentId agent, CredentialId credential) {
        return vault.path("agentidp/agents/%s/credentials/%s".formatted(agent, credential));
    }

    /** A further version, which counts when the row says so. */
    InVault put(InVault before, Secret secret) {
        return put(before.path(), secret, before.version().orElse(0));
    }

    private InVault put(VaultPath path, Secret secret, int after) {
        int version = vault.write(path, Map.of(FIELD, secret.expose()), after);
        return new InVault(path, OptionalInt.of(version));
    }

    /** All versions, for good. */
    void destroy(VaultPath path) {
        vault.destroy(path);
    }

    /**
     * Whether this is the secret that is kept there.
     *
     * @throws Unavailable when Vault is away and was not asked lately
     */
    boolean holds(InVault kept, SecretMac given) {
        return mac(kept).filter(mac -> mac.matches(given)).isPresent();
    }

    private Optional<SecretMac> mac(InVault kept) {
        Instant now = clock.instant();
        Optional<Seen> known = Optional.ofNullable(seen.getIfPresent(kept));
        if (known.filter(last -> isWithin(FRESH, last, now)).isPresent()) {
            return known.get().mac();
        }
        try {
            Optional<SecretMac> fresh = read(kept).map(this.mac);
            seen.put(kept, new Seen(fresh, now));
            return fresh;
        } catch (Unavailable away) {
            return known.filter(last -> isWithin(USABLE, last, now)).orElseThrow(() -> away).mac();
        }
    }

    private Optional<Secret> read(InVault kept) {
        return vault.read(kept.path(), kept.version())
                .flatMap(fields ->
                        FIELDS.stream()
                                .map(fields::get)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .map(Secret::new));
    }

    private static boolean isWithin(Duration age, Seen last, Instant now) {
        return last.at().plus(age).isAfter(now);
    }
}
