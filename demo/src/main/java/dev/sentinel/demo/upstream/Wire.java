package dev.sentinel.demo.upstream;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One connection of HTTP/1.1 (RFC 9112), a request at a time, seen from the server's side. */
final class Wire {
    private static final int LONGEST_HEAD = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String method = "";
    private String target = "";
    private List<String> headers = List.of();
    private boolean bodyRead;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Reads the next request's head; false when the connection has ended properly. */
    boolean next() throws IOException {
        body();
        Optional<String> head = head();
        if (head.isEmpty()) {
            return false;
        }
        List<String> lines = List.of(head.get().split("\r\n"));
        String[] start = lines.getFirst().split(" ", -1);
        if (start.length != 3) {
            throw new IOException("not a request line");
        }
        method = start[0];
        target = start[1];
        headers = lines.subList(1, lines.size());
        bodyRead = false;
        return true;
    }

    String method() {
        return method;
    }

    /** With its query, as received. */
    String target() {
        return target;
    }

    /** The header lines, as received. */
    List<String> headers() {
        return headers;
    }

    Optional<String> header(String name) {
        for (String line : headers) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** Reads the request's body to its end, without keeping it; returns its length. */
    long body() throws IOException {
        if (bodyRead || headers.isEmpty()) {
            return 0;
        }
        bodyRead = true;
        if (header("Expect").isPresent()) {
            raw("HTTP/1.1 100 Continue\r\n\r\n");
        }
        if (header("Transfer-Encoding").isPresent()) {
            return chunks();
        }
        long length = Long.parseLong(header("Content-Length").orElse("0"));
        in.skipNBytes(length);
        return length;
    }

    private long chunks() throws IOException {
        long all = 0;
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                while (!line().isEmpty()) {
                    // Trailers are of no interest.
                }
                return all;
            }
            in.skipNBytes(size + 2L);
            all += size;
        }
    }

    /** A whole answer; one to HEAD keeps its body to itself. */
    void answer(int status, String type, byte[] bytes, String... more) throws IOException {
        body();
        List<String> lines = new ArrayList<>();
        lines.add("HTTP/1.1 " + status + " Answer");
        if (!type.isEmpty()) {
            lines.add("Content-Type: " + type);
        }
        if (status != 204 && status != 304) {
            lines.add("Content-Length: " + bytes.length);
        }
        lines.addAll(List.of(more));
        write(String.join("\r\n", lines) + "\r\n\r\n");
        if (!method.equals("HEAD") && status != 204 && status != 304) {
            out.write(bytes);
        }
        out.flush();
    }

    /** The head of an answer in chunks; {@link #chunk} and {@link #lastChunk} go on. */
    void beginChunks(int status, String type) throws IOException {
        body();
        raw(
                "HTTP/1.1 "
                        + status
                        + " Answer\r\nContent-Type: "
                        + type
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    void chunk(byte[] bytes) throws IOException {
        write(Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        raw("\r\n");
    }

    void lastChunk() throws IOException {
        raw("0\r\n\r\n");
    }

    /** Whatever it is, now. */
    void raw(String text) throws IOException {
        write(text);
        out.flush();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes after the head, for a connection that speaks something else from now on. */
    InputStream in() {
        return in;
    }

    /** Ends the connection, with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits, silently, for the other side to give up. */
    void hang() throws IOException {
        while (in.read() >= 0) {
            // What it still sends is of no interest.
        }
        throw new EOFException();
    }

    private Optional<String> head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.append((char) next);
            if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return Optional.of(head.substring(0, head.length() - 4));
            }
        }
        throw new IOException("the head is too long");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == '\n') {
                return line.toString().strip().toLowerCase(Locale.ROOT);
            }
            line.append((char) next);
        }
        throw new IOException("the line is too long");
    }
}
