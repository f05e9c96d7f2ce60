package dev.sentinel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of a listener, with the server's certificate, and those above it, in PEM: TLS 1.3, and by
 * ALPN (RFC 7301) HTTP/2 for clients that ask for it.
 *
 * <p>With {@link #askingClients} it asks them for certificates (RFC 8705 section 2). TLS proves
 * that a client holds the key of the certificate that it shows. Whether that certificate means
 * something is judged with the request, by who knows the client: one is registered by its issuer,
 * the next one by its very key. So TLS itself lets every certificate pass here, and clients without
 * any, too.
 */
public final class ListenerTls {
    private static final long HANDSHAKE_SECONDS = 10;
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_CHACHA20_POLY1305_SHA256");

    /** Of TLS 1.2 only those that RFC 9325 section 4.2 and RFC 9113 section 9.2.2 leave over. */
    private static final List<String> OLDER_SUITES =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final String certificates;
    private final String privateKey;
    private final boolean tls12;
    private final boolean asksClients;

    /**
     * With texts in PEM.
     *
     * @param privateKey PKCS #8, of the first certificate
     */
    public ListenerTls(String certificates, String privateKey) {
        this(certificates, privateKey, false, false);
    }

    private ListenerTls(
            String certificates, String privateKey, boolean tls12, boolean asksClients) {
        this.certificates = certificates;
        this.privateKey = privateKey;
        this.tls12 = tls12;
        this.asksClients = asksClients;
    }

    /** The same, for clients that do not speak TLS 1.3 yet. */
    public ListenerTls alsoTls12() {
        return new ListenerTls(certificates, privateKey, true, asksClients);
    }

    /** The same, asking clients for certificates. */
    public ListenerTls askingClients() {
        return new ListenerTls(certificates, privateKey, tls12, true);
    }

    HttpServerOptions on(HttpServerOptions options) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(
                        List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0))
                .setEnabledSecureTransportProtocols(
                        tls12 ? Set.of("TLSv1.3", "TLSv1.2") : Set.of("TLSv1.3"))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeyCertOptions(keys());
        SUITES.forEach(options::addEnabledCipherSuite);
        if (tls12) {
            OLDER_SUITES.forEach(options::addEnabledCipherSuite);
        }
        if (asksClients) {
            options.setClientAuth(ClientAuth.REQUEST)
                    .setTrustOptions(TrustOptions.wrap(new JudgedLater()));
        }
        return options;
    }

    private KeyCertOptions keys() {
        return new PemKeyCertOptions()
                .addCertValue(buffer(certificates))
                .addKeyValue(buffer(privateKey));
    }

    private static Buffer buffer(String pem) {
        return Buffer.buffer(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Names no issuers either: a client must not leave a self-signed certificate at home. */
    private static final class JudgedLater extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new IllegalStateException("this is a server's");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new IllegalStateException("this is a server's");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this is a server's");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
