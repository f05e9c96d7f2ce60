package dev.sentinel.identity.key;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.json.JsonText;
import dev.sentinel.trust.token.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes claims as signed access tokens (RFC 9068 section 2, RFC 7515 section 7.1). */
public final class AccessTokenSigner {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int LIKELY_LENGTH = 512;

    private final KeyRing keys;
    private final Optional<SharedSecret> shared;
    private volatile Optional<Header> lastHeader = Optional.empty();

    /** The same for every token of a key. */
    private record Header(Signer signer, String encoded) {}

    /** Signs with the key that is active then. */
    public AccessTokenSigner(KeyRing keys) {
        this(keys, Optional.empty());
    }

    /** Signs with the secret, when there is one. */
    public AccessTokenSigner(KeyRing keys, Optional<SharedSecret> shared) {
        this.keys = keys;
        this.shared = shared;
    }

    public String sign(Map<String, Object> claims) {
        if (shared.isPresent()) {
            String input = header("HS256", shared.get().kid()) + "." + encoded(claims);
            return input + "." + BASE64.encodeToString(shared.get().sign(ascii(input)));
        }
        Signer signer = keys.active();
        String input = header(signer) + "." + encoded(claims);
        return input + "." + BASE64.encodeToString(signer.sign(ascii(input)));
    }

    /** Whether a signature now takes so little that an event loop may make it. */
    public boolean isQuick() {
        return shared.isPresent() || keys.active().isQuick();
    }

    private String header(Signer signer) {
        Optional<Header> last = lastHeader.filter(each -> each.signer() == signer);
        if (last.isPresent()) {
            return last.get().encoded();
        }
        Header made = new Header(signer, header(signer.algorithm().jose(), signer.kid()));
        lastHeader = Optional.of(made);
        return made.encoded();
    }

    private static String header(String algorithm, String kid) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("typ", "at+jwt");
        header.put("kid", kid);
        return encoded(header);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(Map<String, Object> part) {
        return BASE64.encodeToString(json(part).getBytes(StandardCharsets.UTF_8));
    }

    /** Texts and numbers are written here, for less than finding out how to write each. */
    private static String json(Map<String, Object> part) {
        StringBuilder json = new StringBuilder(LIKELY_LENGTH).append('{');
        part.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            JsonText.append(json, name);
            json.append(':');
            append(json, value);
        });
        return json.append('}').toString();
    }

    private static void append(StringBuilder json, Object value) {
        switch (value) {
            case String text -> JsonText.append(json, text);
            case Long number -> json.append(number.longValue());
            default -> json.append(Json.text(value));
        }
    }
}
