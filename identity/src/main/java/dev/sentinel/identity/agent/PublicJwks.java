package dev.sentinel.identity.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A client's public keys (RFC 7517 section 5), as they are kept: a key set that holds anything
 * secret, weak or ambiguous is never taken in.
 *
 * @param json the set, written by us: members that nobody knows are gone
 */
public record PublicJwks(String json) {
    private static final int MAX_KEYS = 10;
    private static final int MAX_BYTES = 32 * 1024;
    private static final int LEAST_RSA_BITS = 2_048;
    // A key of 16,384 bits costs a hundred times the work to verify with, at the caller's will.
    private static final int MOST_RSA_BITS = 4_096;
    private static final int MAX_KID = 128;
    private static final Pattern PRINTABLE =
            Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    /**
     * Reads a key set that somebody sends.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the field's name
     */
    public static PublicJwks read(JsonNode set) {
        if (!set.isObject() || !set.path("keys").isArray() || set.path("keys").isEmpty()) {
            throw new IllegalArgumentException("must be a JWK set: {\"keys\": […]}");
        }
        if (set.path("keys").size() > MAX_KEYS) {
            throw new IllegalArgumentException("must have at most " + MAX_KEYS + " keys");
        }
        List<JWK> keys = new ArrayList<>();
        Set<String> kids = new HashSet<>();
        for (JsonNode each : set.path("keys")) {
            JWK key = key(each, "holds a key (number " + (keys.size() + 1) + ") that ");
            if (!kids.add(key.getKeyID())) {
                throw new IllegalArgumentException("holds kid '" + key.getKeyID() + "' twice");
            }
            keys.add(key);
        }
        String json = Json.text(new JWKSet(keys).toJSONObject(true));
        if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("is larger than " + MAX_BYTES + " bytes");
        }
        return new PublicJwks(json);
    }

    /** As {@link #read(JsonNode)}, from bytes of a key set's address. */
    public static PublicJwks read(byte[] set) {
        try {
            return read(Json.read(set));
        } catch (JsonProcessingException _) {
            throw new IllegalArgumentException("is not JSON");
        }
    }

    private static JWK key(JsonNode node, String key) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(key + "is not a JWK (RFC 7517)");
        }
        JWK jwk;
        try {
            // Nimbus compares x5c with the key: a certificate of another key is refused here.
            jwk = JWK.parse(node.toString());
        } catch (ParseException | IllegalArgumentException _) {
            throw new IllegalArgumentException(key + "is not a JWK (RFC 7517)");
        }
        if (jwk.isPrivate()) {
            // Also every symmetric key: whoever reads the agent could sign as it.
            throw new IllegalArgumentException(key + "is secret: send public keys only");
        }
        if (jwk.getKeyID() == null || jwk.getKeyID().isBlank()) {
            throw new IllegalArgumentException(key + "has no kid");
        }
        if (jwk.getKeyID().length() > MAX_KID) {
            throw new IllegalArgumentException(key + "has a kid longer than " + MAX_KID);
        }
        if (!PRINTABLE.matcher(jwk.getKeyID()).matches()) {
            // It stands in logs and on terminals, where such characters forge lines.
            throw new IllegalArgumentException(key + "has a kid with control characters");
        }
        if (!isStrong(jwk)) {
            throw new IllegalArgumentException(
                    key
                            + "is not of a kind verified here: use RSA of "
                            + LEAST_RSA_BITS
                            + " to "
                            + MOST_RSA_BITS
                            + " bits, EC P-256 or Ed25519");
        }
        return jwk.toPublicJWK();
    }

    private static boolean isStrong(JWK jwk) {
        return switch (jwk) {
            case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS && rsa.size() <= MOST_RSA_BITS;
            case ECKey ec -> Curve.P_256.equals(ec.getCurve());
            case OctetKeyPair okp -> Curve.Ed25519.equals(okp.getCurve());
            default -> false;
        };
    }

    /** The keys; the set has been judged when it was read. */
    public List<JWK> keys() {
        try {
            return JWKSet.parse(json).getKeys();
        } catch (ParseException bug) {
            throw new IllegalStateException("a kept key set does not parse", bug);
        }
    }

    /** What names each key by its content (RFC 7638). */
    public Set<String> thumbprints() {
        return keys().stream().map(PublicJwks::thumbprint).collect(Collectors.toUnmodifiableSet());
    }

    public static String thumbprint(JWK key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the runtime has no SHA-256", impossible);
        }
    }

    /** As the API shows it. */
    Map<String, Object> shown() {
        return Json.mapper()
                .convertValue(Json.tree(json), new TypeReference<Map<String, Object>>() {});
    }
}
