package dev.sentinel.identity.token;

import dev.sentinel.base.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What client certificates mean at the token endpoint (RFC 8705).
 *
 * @param accepted whether they get here: over a listener that asks for them, or from a proxy
 * @param address the base of the endpoints that ask for them, when it is another one (section 5)
 * @param authorities whose certificates authenticate by name; none: only registered ones do
 */
public record CertificateConfig(
        boolean accepted, Optional<String> address, List<X509Certificate> authorities) {
    /** None is looked at. */
    public static final CertificateConfig NONE =
            new CertificateConfig(false, Optional.empty(), List.of());

    public CertificateConfig {
        authorities = List.copyOf(authorities);
    }

    /**
     * {@code MTLS_CLIENT_CA_PATH}, {@code IDENTITY_MTLS_URL}, and whether {@code
     * IDENTITY_MTLS_PORT} or {@code CLIENT_CERT_PROXIES} is set.
     */
    public static CertificateConfig of(Settings settings) {
        Optional<String> port = settings.text("IDENTITY_MTLS_PORT");
        boolean accepted = port.isPresent() || settings.text("CLIENT_CERT_PROXIES").isPresent();
        List<X509Certificate> authorities =
                settings.parsed(CertificateConfig::read, "MTLS_CLIENT_CA_PATH").orElse(List.of());
        Optional<String> address =
                settings.text("IDENTITY_MTLS_URL")
                        .map(url -> url.replaceAll("/+$", ""))
                        .or(() -> port.map(each -> "https://localhost:" + each));
        for (String name : List.of("MTLS_CLIENT_CA_PATH", "IDENTITY_MTLS_URL")) {
            if (!accepted && settings.text(name).isPresent()) {
                settings.problem(
                        name,
                        "is set, but no certificate gets here: set IDENTITY_MTLS_PORT or"
                                + " CLIENT_CERT_PROXIES, too");
            }
        }
        return accepted ? new CertificateConfig(true, address, authorities) : NONE;
    }

    private static List<X509Certificate> read(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            List<X509Certificate> authorities = new ArrayList<>();
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                X509Certificate authority = (X509Certificate) each;
                if (authority.getBasicConstraints() < 0) {
                    throw new IllegalArgumentException(
                            "holds the certificate of "
                                    + authority.getSubjectX500Principal()
                                    + ", which is no authority");
                }
                authorities.add(authority);
            }
            if (!authorities.isEmpty()) {
                return authorities;
            }
        } catch (IOException | CertificateException _) {
            // Falls through to the one message.
        }
        throw new IllegalArgumentException(
                "names '" + file + "', where no certificates in PEM can be read");
    }
}
