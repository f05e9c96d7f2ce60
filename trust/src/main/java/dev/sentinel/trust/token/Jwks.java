package dev.sentinel.trust.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads public keys that others publish (RFC 7517), strictly: each key must be of exactly one kind
 * that we verify with, sound by itself, and public. What is not is left out, as RFC 7517 section 5
 * asks; a set in which two keys share an id is refused, for nobody could tell which one is meant.
 */
public final class Jwks {
    private static final int MAX_KEYS = 100;
    private static final int MAX_KID = 256;
    private static final int LEAST_RSA_BITS = 2_048;

    /** A longer one would make each verification expensive, and nobody uses one. */
    private static final int MOST_RSA_BITS = 8_192;

    private static final int MOST_EXPONENT_BITS = 32;
    private static final int COORDINATE = 32;

    private Jwks() {}

    /**
     * The keys of a set that can verify, by their ids.
     *
     * @throws IOException when it is not a JWK set, or names two keys alike
     */
    public static Map<String, VerificationKey> read(byte[] json) throws IOException {
        JsonNode listed;
        try {
            listed = Json.read(json).path("keys");
        } catch (JsonProcessingException noJson) {
            throw new IOException("not a JWK set", noJson);
        }
        if (!listed.isArray() || listed.size() > MAX_KEYS) {
            throw new IOException("not a JWK set of at most " + MAX_KEYS + " keys");
        }
        Map<String, VerificationKey> keys = new HashMap<>();
        for (JsonNode each : listed) {
            Optional<VerificationKey> key = key(each);
            if (key.isPresent() && keys.put(key.get().kid(), key.get()) != null) {
                // The id itself, which may hold anything, stays out of our log.
                throw new IOException("two keys share an id");
            }
        }
        return Map.copyOf(keys);
    }

    /** One JWK; empty when it cannot verify anything that we accept. */
    public static Optional<VerificationKey> key(JsonNode jwk) {
        return key(jwk, text(jwk, "kid"));
    }

    /** One JWK under a name of the caller's, for keys that come without one. */
    public static Optional<VerificationKey> key(JsonNode jwk, String kid) {
        if (kid.isEmpty() || kid.length() > MAX_KID || isPrivate(jwk) || isForOtherUse(jwk)) {
            return Optional.empty();
        }
        try {
            Optional<SignatureAlgorithm> algorithm = algorithm(jwk);
            return algorithm.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new VerificationKey(
                                    kid, algorithm.get(), publicKey(algorithm.get(), jwk)));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * What names a key by its content (RFC 7638): the hash of its required members alone, so that
     * nothing written beside them makes the same key another.
     */
    public static String thumbprint(JsonNode jwk) {
        List<String> members =
                switch (text(jwk, "kty")) {
                    case "RSA" -> List.of("e", "kty", "n");
                    case "EC" -> List.of("crv", "kty", "x", "y");
                    default -> List.of("crv", "kty", "x");
                };
        Map<String, String> required = new LinkedHashMap<>();
        members.forEach(name -> required.put(name, text(jwk, name)));
        return Sha256.base64url(Json.write(required));
    }

    /** By kind and curve; an {@code alg} beside them must say the same (RFC 7517 section 4.4). */
    private static Optional<SignatureAlgorithm> algorithm(JsonNode jwk) {
        Optional<SignatureAlgorithm> algorithm =
                switch (text(jwk, "kty") + " " + text(jwk, "crv")) {
                    case "RSA " -> Optional.of(SignatureAlgorithm.RS256);
                    case "EC P-256" -> Optional.of(SignatureAlgorithm.ES256);
                    case "OKP Ed25519" -> Optional.of(SignatureAlgorithm.EDDSA);
                    default -> Optional.empty();
                };
        return algorithm.filter(found -> !jwk.has("alg") || found.jose().equals(text(jwk, "alg")));
    }

    /** A private key that stands in public is nobody's key any more. */
    private static boolean isPrivate(JsonNode jwk) {
        return jwk.has("d") || jwk.has("k") || jwk.has("p");
    }

    private static boolean isForOtherUse(JsonNode jwk) {
        if (jwk.has("use") && !text(jwk, "use").equals("sig")) {
            return true;
        }
        if (!jwk.has("key_ops")) {
            return false;
        }
        for (JsonNode operation : jwk.path("key_ops")) {
            if ("verify".equals(operation.textValue())) {
                return false;
            }
        }
        return true;
    }

    private static PublicKey publicKey(SignatureAlgorithm algorithm, JsonNode jwk)
            throws GeneralSecurityException {
        return switch (algorithm) {
            case RS256 -> rsa(unsigned(jwk, "n"), unsigned(jwk, "e"));
            case ES256 -> p256(coordinate(jwk, "x"), coordinate(jwk, "y"));
            case EDDSA -> Ed25519Point.publicKey(bytes(jwk, "x"));
        };
    }

    /** With {@code e = 1} every message is its own signature; an even one has no private half. */
    private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
            throws GeneralSecurityException {
        int bits = modulus.bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS || !modulus.testBit(0)) {
            throw new IllegalArgumentException("an RSA modulus of " + bits + " bits");
        }
        if (exponent.bitLength() < 2
                || exponent.bitLength() > MOST_EXPONENT_BITS
                || !exponent.testBit(0)) {
            throw new IllegalArgumentException("an RSA exponent of " + exponent);
        }
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    /** A point off the curve may lie on a weak one (RFC 7518 section 6.2.2). */
    private static PublicKey p256(BigInteger x, BigInteger y) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        if (!isOn(curve.getCurve(), x, y)) {
            throw new IllegalArgumentException("a point that is not on P-256");
        }
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    }

    /** y² = x³ + ax + b over the field, both coordinates below its prime. */
    private static boolean isOn(EllipticCurve curve, BigInteger x, BigInteger y) {
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        BigInteger right =
                x.modPow(BigInteger.valueOf(3), prime)
                        .add(curve.getA().multiply(x))
                        .add(curve.getB())
                        .mod(prime);
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(right);
    }

    private static BigInteger coordinate(JsonNode jwk, String name) {
        if (bytes(jwk, name).length != COORDINATE) {
            throw new IllegalArgumentException("a coordinate that has not 32 bytes");
        }
        return unsigned(jwk, name);
    }

    private static BigInteger unsigned(JsonNode jwk, String name) {
        return new BigInteger(1, bytes(jwk, name));
    }

    private static byte[] bytes(JsonNode jwk, String name) {
        return Base64Url.decode(text(jwk, name));
    }

    private static String text(JsonNode jwk, String name) {
        JsonNode value = jwk.path(name);
        return value.isTextual() ? value.textValue() : "";
    }
}
