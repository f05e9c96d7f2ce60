package dev.sentinel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of a listener that asks clients for certificates (RFC 8705 section 2): TLS 1.3 or 1.2, with
 * the server's certificate, and those above it, in PEM.
 *
 * <p>TLS proves that a client holds the key of the certificate that it shows. Whether that
 * certificate means something is judged with the request, by who knows the client: one is
 * registered by its issuer, the next one by its very key. So TLS itself lets every certificate pass
 * here, and clients without any, too.
 */
public final class ListenerTls {
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");
    private static final long HANDSHAKE_SECONDS = 10;

    private final String certificates;
    private final String privateKey;

    /**
     * With texts in PEM.
     *
     * @param privateKey PKCS #8, of the first certificate
     */
    public ListenerTls(String certificates, String privateKey) {
        this.certificates = certificates;
        this.privateKey = privateKey;
    }

    HttpServerOptions on(HttpServerOptions options) {
        return options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeyCertOptions(keys())
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new JudgedLater()));
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
