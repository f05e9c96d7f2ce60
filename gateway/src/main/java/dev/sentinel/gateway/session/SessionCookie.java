package dev.sentinel.gateway.session;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cookie that stands for a session: 256 random bits, and a MAC by which a made-up one is told
 * from memory.
 *
 * <p>Redis never sees it. The entry's name and the key that its content is sealed under are both
 * derived from it: whoever reads Redis finds nothing that it could open, and no cookie.
 */
final class SessionCookie {
    private static final int RANDOM = 32;
    private static final int MAC = 16;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{64}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final boolean secure;
    private final SecureRandom random;

    SessionCookie(Secret key, boolean secure, SecureRandom random) {
        this.key = new SecretKeySpec(key.expose().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.secure = secure;
        this.random = random;
    }

    /** A cookie's value, and what follows from it. */
    static final class Value {
        private final Secret text;
        private final String id;
        private final byte[] sealingKey;

        private Value(Secret text, String id, byte[] sealingKey) {
            this.text = text;
            this.id = id;
            this.sealingKey = sealingKey;
        }

        /** Names the entry in Redis. */
        String id() {
            return id;
        }

        /** The entry's content is sealed under it. */
        byte[] sealingKey() {
            return sealingKey.clone();
        }
    }

    /** A new one. */
    Value make() {
        byte[] bytes = new byte[RANDOM + MAC];
        byte[] secret = new byte[RANDOM];
        random.nextBytes(secret);
        System.arraycopy(secret, 0, bytes, 0, RANDOM);
        System.arraycopy(mac("check", secret), 0, bytes, RANDOM, MAC);
        return derived(new Secret(BASE64.encodeToString(bytes)), secret);
    }

    /**
     * The request's; empty when it carries none, or one that is none of ours.
     *
     * @throws Problem when it carries several: two parts of the system could see two sessions
     */
    Optional<Value> of(Head head) {
        if (shown(head).size() > 1) {
            throw Problem.unauthenticated("the session cookie must be there once");
        }
        return only(head);
    }

    /** As {@link #of}, but several are as good as none: for who is about to get a new one. */
    Optional<Value> only(Head head) {
        List<String> shown = shown(head);
        return shown.size() == 1 ? opened(shown.getFirst()) : Optional.empty();
    }

    private List<String> shown(Head head) {
        List<String> shown = new ArrayList<>(1);
        for (String header : head.headers("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name())) {
                    shown.add(pair.substring(equals + 1).strip());
                }
            }
        }
        return shown;
    }

    private Optional<Value> opened(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        byte[] secret = Arrays.copyOf(bytes, RANDOM);
        byte[] shown = Arrays.copyOfRange(bytes, RANDOM, RANDOM + MAC);
        return MessageDigest.isEqual(shown, Arrays.copyOf(mac("check", secret), MAC))
                ? Optional.of(derived(new Secret(text), secret))
                : Optional.empty();
    }

    private Value derived(Secret text, byte[] secret) {
        return new Value(text, HexFormat.of().formatHex(mac("id", secret)), mac("seal", secret));
    }

    /** The value of a Set-Cookie header (RFC 6265bis section 4.1). */
    String set(Value value, Duration life) {
        return written(value.text.expose(), life.toSeconds());
    }

    /** With all attributes: a browser ignores a deletion of a prefixed cookie that lacks one. */
    String deletion() {
        return written("", 0);
    }

    /** RFC 10017 section 6.1.3.2: no page, no subdomain and no clear-text answer can set it. */
    String name() {
        return secure ? "__Host-Http-sentinel" : "sentinel-session";
    }

    private String written(String value, long seconds) {
        return name()
                + "="
                + value
                + "; Path=/; Max-Age="
                + seconds
                + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private byte[] mac(String what, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(("session " + what + " ").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(secret);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA256 is missing", bug);
        }
    }
}
