package dev.sentinel.web;

import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Which certificates a client has shown: on the TLS connection itself, or to a proxy that ends TLS
 * in front of us and hands them over in {@code Client-Cert} and {@code Client-Cert-Chain} (RFC
 * 9440).
 *
 * <p>Those headers are words of whoever writes them. From an address that is not a proxy's they are
 * not looked at: anybody could write somebody else's certificate there, which is public (section
 * 4). Of a proxy they are all that is looked at: its own certificate is not its client's.
 */
final class ClientCertificates {
    private static final String CERTIFICATE = "Client-Cert";
    private static final String CHAIN = "Client-Cert-Chain";
    private static final int MOST = 8;

    private final Networks proxies;

    ClientCertificates(Networks proxies) {
        this.proxies = proxies;
    }

    /**
     * Those of a request, the client's own first.
     *
     * @throws Problem 400 when what a proxy hands over cannot be read
     */
    List<X509Certificate> of(HttpServerRequest raw) {
        if (isProxy(raw)) {
            return handedOver(raw);
        }
        return raw.connection().isSsl() ? shown(raw) : List.of();
    }

    private boolean isProxy(HttpServerRequest raw) {
        return !proxies.isEmpty()
                && raw.remoteAddress() != null
                && proxies.contains(String.valueOf(raw.remoteAddress().hostAddress()));
    }

    private static List<X509Certificate> shown(HttpServerRequest raw) {
        try {
            List<X509Certificate> shown = new ArrayList<>();
            for (Certificate each : raw.connection().peerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    shown.add(certificate);
                }
            }
            return shown;
        } catch (SSLPeerUnverifiedException _) {
            // The client showed none.
            return List.of();
        }
    }

    private static List<X509Certificate> handedOver(HttpServerRequest raw) {
        List<String> own = raw.headers().getAll(CERTIFICATE);
        List<String> above = raw.headers().getAll(CHAIN);
        if (own.isEmpty() && above.isEmpty()) {
            return List.of();
        }
        if (own.size() != 1) {
            // Two would let one part of the system see another client than the next.
            throw Problem.malformed(CERTIFICATE + " must be there once");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        certificates.add(certificate(own.getFirst(), CERTIFICATE));
        for (String line : above) {
            for (String item : line.split(",", -1)) {
                if (certificates.size() == MOST) {
                    throw Problem.malformed(CHAIN + " has more than " + (MOST - 1) + " items");
                }
                certificates.add(certificate(item, CHAIN));
            }
        }
        return certificates;
    }

    /** A byte sequence (RFC 9651 section 3.3.5): base64 of DER between colons. */
    private static X509Certificate certificate(String item, String header) {
        String text = item.strip();
        if (text.length() > 2 && text.startsWith(":") && text.endsWith(":")) {
            try {
                byte[] der = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
                return (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
            } catch (IllegalArgumentException | CertificateException _) {
                // Falls through to the one message.
            }
        }
        throw Problem.malformed(header + " must hold certificates as :base64 of DER: (RFC 9440)");
    }
}
