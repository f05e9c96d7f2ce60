package dev.sentinel.web;

import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.Http2Client;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** The edge over TLS, which speaks HTTP/2 there. */
final class SecureEdge implements AutoCloseable {
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Test CA");
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private final Edge edge;

    SecureEdge() throws IOException {
        this(Edge.limits(AMPLE, AMPLE, AMPLE), AMPLE);
    }

    SecureEdge(UnaryOperator<ListenerTls> how) throws IOException {
        this(Edge.limits(AMPLE, AMPLE, AMPLE), AMPLE, how);
    }

    /** With limits, and one for how long a connection may take to say what it speaks. */
    SecureEdge(ListenerConfig limits, Duration arrival) throws IOException {
        this(limits, arrival, UnaryOperator.identity());
    }

    private SecureEdge(ListenerConfig limits, Duration arrival, UnaryOperator<ListenerTls> how)
            throws IOException {
        edge =
                new Edge(
                        limits.certified(
                                Optional.of(how.apply(tls(AUTHORITY.server()))), Networks.NONE),
                        arrival);
    }

    static ListenerTls tls(CertifiedKey server) {
        return new ListenerTls(server.certificatesPem(), server.keyPem());
    }

    /** One more certificate that clients of this edge trust. */
    static CertifiedKey another() {
        return AUTHORITY.server();
    }

    Edge edge() {
        return edge;
    }

    int port() {
        return edge.port();
    }

    SSLContext trusting() {
        return AUTHORITY.showingNothing();
    }

    Http2Client client() throws IOException {
        return Http2Client.to(port(), trusting());
    }

    @Override
    public void close() {
        edge.close();
    }
}
