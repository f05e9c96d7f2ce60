package dev.sentinel.server;

import dev.sentinel.base.secret.PemKey;
import dev.sentinel.web.ListenerTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;

/**
 * What a TLS listener shows its clients: two files, in which what is wrong is found before anybody
 * is shown it. They may be replaced while the process runs.
 */
final class ServerCertificate {
    private final String certificateFile;
    private final String keyFile;
    private final UnaryOperator<ListenerTls> kind;
    private String certificates = "";
    private String key = "";
    private ListenerTls tls;

    private ServerCertificate(
            String certificateFile, String keyFile, UnaryOperator<ListenerTls> kind) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.kind = kind;
        this.tls = read(text(certificateFile), text(keyFile));
    }

    /**
     * The certificate, and those above it, and its key, for listeners of this kind.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the setting's name
     */
    static ServerCertificate in(
            String certificateFile, String keyFile, UnaryOperator<ListenerTls> kind) {
        return new ServerCertificate(certificateFile, keyFile, kind);
    }

    /** As it was read last. */
    synchronized ListenerTls tls() {
        return tls;
    }

    /**
     * As the files are now; the same as before while they are.
     *
     * @throws IllegalArgumentException when they cannot be shown; the one before stays then
     */
    synchronized ListenerTls now() {
        String nextCertificates = text(certificateFile);
        String nextKey = text(keyFile);
        if (!nextCertificates.equals(certificates) || !nextKey.equals(key)) {
            tls = read(nextCertificates, nextKey);
        }
        return tls;
    }

    private ListenerTls read(String nextCertificates, String nextKey) {
        X509Certificate certified = certificate(nextCertificates, certificateFile);
        PublicKey publicKey = certified.getPublicKey();
        if (!PemKey.isPair(publicKey, privateKey(nextKey, keyFile, publicKey.getAlgorithm()))) {
            throw new IllegalArgumentException(
                    "names '" + certificateFile + "', which is not of the key in " + keyFile);
        }
        certificates = nextCertificates;
        key = nextKey;
        return kind.apply(new ListenerTls(nextCertificates, nextKey));
    }

    @Override
    public String toString() {
        return certificateFile;
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("needs '" + file + "', which cannot be read");
        }
    }

    private static X509Certificate certificate(String pem, String file) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    pem.getBytes(StandardCharsets.US_ASCII)));
            certificate.checkValidity();
            return certificate;
        } catch (CertificateExpiredException expired) {
            throw new IllegalArgumentException("names '" + file + "', which has expired");
        } catch (CertificateNotYetValidException early) {
            throw new IllegalArgumentException("names '" + file + "', which is not valid yet");
        } catch (CertificateException wrong) {
            throw new IllegalArgumentException(
                    "names '" + file + "', which is not a certificate in PEM");
        }
    }

    private static PrivateKey privateKey(String pem, String file, String algorithm) {
        return PemKey.read(pem, algorithm)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "needs '"
                                        + file
                                        + "', which is not an unencrypted key of its kind in PEM"
                                        + " (PKCS #8)"));
    }
}
