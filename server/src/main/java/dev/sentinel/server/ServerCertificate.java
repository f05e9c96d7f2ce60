package dev.sentinel.server;

import dev.sentinel.web.ListenerTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a TLS listener shows its clients, and finds out before the start what is wrong. */
final class ServerCertificate {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ServerCertificate() {}

    /**
     * The certificate, and those above it, and its key.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the setting's name
     */
    static ListenerTls read(String certificateFile, String keyFile) {
        String certificates = text(certificateFile);
        String key = text(keyFile);
        PublicKey certified = certified(certificates, certificateFile);
        if (!isPair(certified, privateKey(key, keyFile, certified.getAlgorithm()))) {
            throw new IllegalArgumentException(
                    "names '" + certificateFile + "', which is not of the key in " + keyFile);
        }
        return new ListenerTls(certificates, key).alsoTls12().askingClients();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("needs '" + file + "', which cannot be read");
        }
    }

    private static PublicKey certified(String pem, String file) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .getPublicKey();
        } catch (CertificateException wrong) {
            throw new IllegalArgumentException(
                    "names '" + file + "', which is not a certificate in PEM");
        }
    }

    private static PrivateKey privateKey(String pem, String file, String algorithm) {
        Matcher block = KEY.matcher(pem);
        if (block.find()) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(
                                        Base64.getMimeDecoder().decode(block.group(1))));
            } catch (GeneralSecurityException | IllegalArgumentException _) {
                // Falls through to the one message.
            }
        }
        throw new IllegalArgumentException(
                "needs '"
                        + file
                        + "', which is not an unencrypted key of its kind in PEM (PKCS #8)");
    }

    private static boolean isPair(PublicKey certified, PrivateKey key) {
        String algorithm =
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            byte[] message = "is it the same?".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
