package dev.sentinel.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** One HTTP/1.1 connection that is kept; a request at a time (RFC 9112 §6, §7). */
final class KeptConnection implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int LONGEST_LINE = 8_192;
    private static final int LONGEST_BODY = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[LONGEST_LINE];

    KeptConnection(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
    }

    /** Sends a whole request and reads the whole answer. */
    Answer exchange(byte[] request) throws IOException {
        out.write(request);
        int status = Integer.parseInt(readLine().substring(9, 12));
        int length = 0;
        boolean chunked = false;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = bounded(Integer.parseInt(header.substring(15).strip()));
            } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            }
        }
        return new Answer(status, chunked ? chunks() : exactly(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] chunks() throws IOException {
        byte[] body = {};
        while (true) {
            int size = bounded(HexFormat.fromHexDigits(readLine()));
            byte[] chunk = exactly(size);
            // Ends the chunk, or after the last one the (empty) trailers.
            readLine();
            if (size == 0) {
                return body;
            }
            byte[] longer = new byte[bounded(body.length + size)];
            System.arraycopy(body, 0, longer, 0, body.length);
            System.arraycopy(chunk, 0, longer, body.length, size);
            body = longer;
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw new EOFException("the server closed the connection inside an answer");
        }
        return read;
    }

    private String readLine() throws IOException {
        for (int length = 0; length < LONGEST_LINE; length++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next == '\n') {
                return new String(line, 0, Math.max(0, length - 1), StandardCharsets.ISO_8859_1);
            }
            line[length] = (byte) next;
        }
        throw new IOException("the server sent a line of more than " + LONGEST_LINE + " bytes");
    }

    private static int bounded(int length) throws IOException {
        if (length < 0 || length > LONGEST_BODY) {
            throw new IOException("the server sent a body of " + length + " bytes");
        }
        return length;
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent") // read once, by the loop that asked
    record Answer(int status, byte[] body) {
        boolean succeeded() {
            return status / 100 == 2;
        }

        @Override
        public String toString() {
            return status + " " + new String(body, StandardCharsets.UTF_8);
        }
    }
}
