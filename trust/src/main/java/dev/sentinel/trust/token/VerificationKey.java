package dev.sentinel.trust.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A public key bound to the one algorithm it verifies (RFC 8725 section 3.1: the token does not
 * choose).
 */
public record VerificationKey(String kid, String algorithm, PublicKey key) {
    private static final int LEAST_RSA_BITS = 2_048;
    // SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410 section 4).
    private static final byte[] ED25519_PREFIX =
            HexFormat.of().parseHex("302a300506032b6570032100");

    /** A key of a JWKS (RFC 7517); empty for kinds that we do not verify with. */
    public static Optional<VerificationKey> of(JWK jwk) {
        if (jwk.getKeyID() == null) {
            return Optional.empty();
        }
        try {
            return switch (jwk) {
                case RSAKey rsa when rsa.size() >= LEAST_RSA_BITS ->
                        Optional.of(
                                new VerificationKey(rsa.getKeyID(), "RS256", rsa.toPublicKey()));
                case ECKey ec when Curve.P_256.equals(ec.getCurve()) ->
                        Optional.of(new VerificationKey(ec.getKeyID(), "ES256", ec.toPublicKey()));
                case OctetKeyPair okp when Curve.Ed25519.equals(okp.getCurve()) ->
                        Optional.of(new VerificationKey(okp.getKeyID(), "EdDSA", ed25519(okp)));
                default -> Optional.empty();
            };
        } catch (JOSEException | GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /** Whether the signature over the bytes is this key's. */
    boolean verifies(byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(jcaName());
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException _) {
            return false;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the runtime has no " + jcaName(), missing);
        }
    }

    private String jcaName() {
        return switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            case "EdDSA" -> "Ed25519";
            default -> throw new IllegalStateException("no such algorithm: " + algorithm);
        };
    }

    private static PublicKey ed25519(OctetKeyPair okp) throws GeneralSecurityException {
        byte[] point = okp.getDecodedX();
        byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
