package dev.sentinel.gateway.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a raw connection, one character a byte, that keeps all it has read. */
final class Bytes implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Bytes(Socket socket) throws IOException {
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static Bytes to(int port) throws IOException {
        return new Bytes(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Socket socket() {
        return socket;
    }

    Bytes send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Everything read so far, also what {@link #readMessage} took apart. */
    String seen() {
        synchronized (seen) {
            return seen.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** Reads up to and with the empty line that ends a head. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) readByte());
        }
        return head.toString();
    }

    /** Reads a head and the body that its framing announces; an answer to HEAD has none. */
    String readMessage(boolean bodiless) throws IOException {
        String head = readHead();
        if (bodiless) {
            return head;
        }
        String length = header(head, "content-length");
        if (!length.isEmpty()) {
            return head + read(Integer.parseInt(length));
        }
        if (header(head, "transfer-encoding").equalsIgnoreCase("chunked")) {
            StringBuilder body = new StringBuilder();
            while (!body.toString().endsWith("0\r\n\r\n")) {
                body.append((char) readByte());
            }
            return head + body;
        }
        return head;
    }

    String readMessage() throws IOException {
        return readMessage(false);
    }

    String read(int count) throws IOException {
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < count; i++) {
            read.append((char) readByte());
        }
        return read.toString();
    }

    /** Reads to the end of the connection; a reset ends it too. */
    String readAll() {
        StringBuilder all = new StringBuilder();
        try {
            while (true) {
                all.append((char) readByte());
            }
        } catch (IOException end) {
            return all.toString();
        }
    }

    /** Whether the other side closes within the time. */
    boolean endsWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private int readByte() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException(seen());
        }
        synchronized (seen) {
            seen.write(value);
        }
        return value;
    }

    /** Closes with a reset instead of an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A message written line by line; what stands after the last line end is the body. */
    static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    /** The values of a header in a raw head, joined by a comma; empty when it is not there. */
    static String header(String head, String name) {
        StringBuilder values = new StringBuilder();
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                values.append(values.isEmpty() ? "" : ",")
                        .append(line.substring(colon + 1).strip());
            }
        }
        return values.toString();
    }

    static int status(String response) {
        return response.length() < 12 ? 0 : Integer.parseInt(response.substring(9, 12));
    }
}
