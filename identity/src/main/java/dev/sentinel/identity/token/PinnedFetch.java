package dev.sentinel.identity.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Gets a small document from an address that somebody else chose, and from nowhere else.
 *
 * <p>The name is resolved once, judged, and connected to as judged: a client that resolves again
 * could be led inside by a name that changes its mind (DNS rebinding). Redirects are not followed.
 * Bytes and time are bounded as a whole. HTTP/1.0, so that the answer ends with the connection.
 *
 * <p>Each fetch has a thread of its own, and whoever asks closes its socket at the deadline: a
 * limit on each read is none on a TLS record or a handshake that drips, nor on a name server that
 * is silent. The threads are the system's, because a name that is looked up would hold a carrier of
 * virtual ones.
 */
final class PinnedFetch {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_AT_ONCE = 128;

    private final SSLSocketFactory tls;
    private final boolean alsoPrivate;
    private final Duration patience;
    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0,
                    MOST_AT_ONCE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("jwks-fetch-", 0).factory());

    /** With {@code alsoPrivate} it also goes to private addresses, and there without TLS. */
    PinnedFetch(SSLSocketFactory tls, boolean alsoPrivate) {
        this(tls, alsoPrivate, PATIENCE);
    }

    /** As above, where the whole of a fetch takes no longer than {@code patience}. */
    PinnedFetch(SSLSocketFactory tls, boolean alsoPrivate, Duration patience) {
        this.tls = tls;
        this.alsoPrivate = alsoPrivate;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    byte[] get(URI address) throws IOException {
        boolean secure = "https".equals(address.getScheme());
        if (!secure && !alsoPrivate) {
            throw new IOException("only https is fetched");
        }
        try (Socket plain = new Socket()) {
            return threads.submit(() -> fetched(plain, address, secure))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new IOException("no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (RejectedExecutionException _) {
            throw new IOException(MOST_AT_ONCE + " addresses are being read already");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private byte[] fetched(Socket plain, URI address, boolean secure) throws IOException {
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        plain.connect(new InetSocketAddress(resolved(address.getHost()), port));
        Socket socket = secure ? secured(plain, address.getHost(), port) : plain;
        socket.getOutputStream().write(request(address));
        socket.getOutputStream().flush();
        return body(all(socket.getInputStream()));
    }

    private InetAddress resolved(String host) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!alsoPrivate && !PublicAddress.is(address)) {
                // One inside is enough: which of several is taken must not depend on luck.
                throw new IOException(host + " leads to a private address");
            }
        }
        return addresses[0];
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

    /** Up to the end of the connection. */
    private static byte[] all(InputStream in) throws IOException {
        byte[] read = in.readNBytes(MAX_BYTES + 1);
        if (read.length > MAX_BYTES) {
            throw new IOException("the answer is larger than " + MAX_BYTES + " bytes");
        }
        return read;
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
}
