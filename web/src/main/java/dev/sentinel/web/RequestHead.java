package dev.sentinel.web;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The head of a request of the framework's. */
final class RequestHead implements Head {
    private final HttpServerRequest raw;
    private final ClientCertificates certificates;
    private final TrustedProxies proxies;
    private @Nullable String client;

    RequestHead(HttpServerRequest raw, ClientCertificates certificates, TrustedProxies proxies) {
        this.raw = raw;
        this.certificates = certificates;
        this.proxies = proxies;
    }

    @Override
    public String method() {
        return raw.method().name();
    }

    @Override
    public String path() {
        String uri = raw.uri();
        if (uri == null) {
            // CONNECT of HTTP/2 has none (RFC 9113 section 8.5).
            return "";
        }
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(raw.getHeader(name));
    }

    @Override
    public List<String> headers(String name) {
        return raw.headers().getAll(name);
    }

    @Override
    public String remoteAddress() {
        // Found out once: its string is made anew each time, and the log asks as the forwarder
        // does.
        String known = client;
        if (known == null) {
            known = proxies.client(connected(raw), this);
            client = known;
        }
        return known;
    }

    static String connected(HttpServerRequest raw) {
        return raw.remoteAddress() == null
                ? "unknown"
                : String.valueOf(raw.remoteAddress().hostAddress());
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return certificates.of(raw);
    }
}
