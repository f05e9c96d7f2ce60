package dev.sentinel.server;

import dev.sentinel.base.config.Settings;
import dev.sentinel.web.Networks;
import java.util.List;
import java.util.Optional;

/**
 * Where clients may show certificates (RFC 8705): on listeners of their own, off unless their ports
 * are set, or to a proxy that ends TLS in front of the usual ones (RFC 9440).
 *
 * @param tls {@code MTLS_CERTIFICATE_PATH} and {@code MTLS_PRIVATE_KEY_PATH}: who we are there
 * @param identityPort {@code IDENTITY_MTLS_PORT}
 * @param gatewayPort {@code GATEWAY_MTLS_PORT}
 * @param identityUrl {@code IDENTITY_MTLS_URL}: where callers reach the first
 * @param gatewayUrl {@code GATEWAY_MTLS_URL}: where callers reach the second
 * @param proxies {@code CLIENT_CERT_PROXIES}: who is believed when it hands a certificate over
 */
record MutualTls(
        Optional<ServerCertificate> tls,
        Optional<Integer> identityPort,
        Optional<Integer> gatewayPort,
        String identityUrl,
        String gatewayUrl,
        Networks proxies) {
    private static final String CERTIFICATE = "MTLS_CERTIFICATE_PATH";
    private static final String KEY = "MTLS_PRIVATE_KEY_PATH";
    private static final String IDENTITY = "IDENTITY_MTLS_PORT";
    private static final String GATEWAY = "GATEWAY_MTLS_PORT";

    /** Half of it is a problem: the half that is missing would be found out by an outage. */
    static MutualTls of(Settings settings) {
        Optional<Integer> identityPort = port(settings, IDENTITY);
        Optional<Integer> gatewayPort = port(settings, GATEWAY);
        boolean wanted = identityPort.isPresent() || gatewayPort.isPresent();
        Optional<String> certificate = settings.text(CERTIFICATE);
        Optional<String> key = settings.text(KEY);
        for (String name : List.of(CERTIFICATE, KEY)) {
            boolean set = settings.text(name).isPresent();
            if (wanted && !set) {
                settings.problem(name, "is not set, though " + IDENTITY + " or " + GATEWAY + " is");
            }
            if (!wanted && set) {
                settings.problem(
                        name, "is set, but neither " + IDENTITY + " nor " + GATEWAY + " is");
            }
        }
        if (gatewayPort.isEmpty() && settings.text("GATEWAY_MTLS_URL").isPresent()) {
            settings.problem("GATEWAY_MTLS_URL", "is set, but " + GATEWAY + " is not");
        }
        return new MutualTls(
                wanted && certificate.isPresent() && key.isPresent()
                        ? settings.parsed(
                                file ->
                                        ServerCertificate.in(
                                                file,
                                                key.get(),
                                                tls -> tls.alsoTls12().askingClients()),
                                CERTIFICATE)
                        : Optional.empty(),
                identityPort,
                gatewayPort,
                url(settings, "IDENTITY_MTLS_URL", identityPort),
                url(settings, "GATEWAY_MTLS_URL", gatewayPort),
                settings.parsed(Networks::parse, "CLIENT_CERT_PROXIES").orElse(Networks.NONE));
    }

    private static Optional<Integer> port(Settings settings, String name) {
        return settings.text(name).map(_ -> settings.port(0, name));
    }

    private static String url(Settings settings, String name, Optional<Integer> port) {
        return settings.text(name)
                .map(url -> url.replaceAll("/+$", ""))
                .orElse("https://localhost:" + port.orElse(0));
    }
}
