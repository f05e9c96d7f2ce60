package dev.sentinel.bench.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection of a client to the gateway, with an answer on it that goes on. */
final class OpenStream implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Sends the request and returns when the head of a success has been read. */
    OpenStream(InetSocketAddress server, byte[] request, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request);
        in = socket.getInputStream();
        String head = head();
        if (!head.startsWith("HTTP/1.1 200 ") && !head.startsWith("HTTP/1.1 101 ")) {
            socket.close();
            throw new IOException("the gateway answered " + head);
        }
    }

    /** Reads until the stream ends, by whichever end; the time of that, in {@code nanoTime}. */
    long ended() {
        byte[] piece = new byte[4_096];
        try {
            socket.setSoTimeout(0);
            while (in.read(piece) >= 0) {
                // Only its end matters.
            }
        } catch (IOException _) {
            // A reset is an end, too.
        }
        return System.nanoTime();
    }

    /** Reads so much of what has come; false when the stream has ended. */
    boolean read(int bytes) {
        try {
            return in.readNBytes(bytes).length == bytes;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < 16_384) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the gateway closed after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** A GET with a token, and more lines. */
    static byte[] request(Peer gateway, String path, String token, String more) {
        return "GET /bench%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s\r\n"
                .formatted(path, gateway.payload().getAuthority(), token, more)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
