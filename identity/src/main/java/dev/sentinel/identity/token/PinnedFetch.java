package dev.sentinel.identity.token;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Gets a small document from an address that somebody else chose, and from nowhere else.
 *
 * <p>The name is resolved once, judged, and connected to as judged: a client that resolves again
 * could be led inside by a name that changes its mind (DNS rebinding). Redirects are not followed.
 * Bytes and time are bounded as a whole. HTTP/1.0, so that the answer ends with the connection.
 */
final class PinnedFetch {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final SSLSocketFactory tls;
    private final boolean alsoPrivate;

    /** With {@code alsoPrivate} it also goes to private addresses, and there without TLS. */
    PinnedFetch(SSLSocketFactory tls, boolean alsoPrivate) {
        this.tls = tls;
        this.alsoPrivate = alsoPrivate;
    }

    byte[] get(URI address) throws IOException {
        boolean secure = "https".equals(address.getScheme());
        if (!secure && !alsoPrivate) {
            throw new IOException("only https is fetched");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(resolved(address.getHost()), port), millisTo(deadline));
            plain.setSoTimeout(millisTo(deadline));
            Socket socket = secure ? secured(plain, address.getHost(), port) : plain;
            socket.getOutputStream().write(request(address));
            socket.getOutputStream().flush();
            return body(all(socket, deadline));
        }
    }

    private InetAddress resolved(String host) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!alsoPrivate && !PublicAddress.is(address)) {
                // One inside is enough: which of several is taken must not depend on luck.
                throw new IOException(host + " leads to a private address");
            }
        }
        return InetAddress.getByName(host);
    }

    private SSLSocket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] request(URI address) {
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return ("GET "
                        + path
                        + query
                        + " HTTP/1.0\r\nHost: "
                        + address.getRawAuthority()
                        + "\r\nAccept: application/jwk-set+json, application/json\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Up to the end of the connection; a drip of single bytes does not stretch the deadline. */
    private static byte[] all(Socket socket, long deadline) throws IOException {
        byte[] buffer = new byte[MAX_BYTES];
        int length = 0;
        InputStream in = socket.getInputStream();
        while (true) {
            socket.setSoTimeout(millisTo(deadline));
            int read = in.read(buffer, length, MAX_BYTES - length);
            if (read < 0) {
                return Arrays.copyOf(buffer, length);
            }
            length += read;
            if (length == MAX_BYTES) {
                throw new IOException("the answer is larger than " + MAX_BYTES + " bytes");
            }
        }
    }

    private static byte[] body(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? "" : text.substring(0, end).toLowerCase(Locale.ROOT);
        if (!head.matches("(?s)http/1\\.[01] 200[ \r].*")) {
            throw new IOException("the answer is not 200");
        }
        if (head.contains("\r\ntransfer-encoding:") || head.contains("\r\ncontent-encoding:")) {
            throw new IOException("the answer is encoded");
        }
        return Arrays.copyOfRange(answer, end + 4, answer.length);
    }

    private static int millisTo(long deadline) throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s");
        }
        return Math.toIntExact(left);
    }
}
