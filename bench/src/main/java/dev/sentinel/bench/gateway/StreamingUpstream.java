package dev.sentinel.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/**
 * A service whose answers do not end: {@code /events} says something every few seconds, {@code
 * /flood} sends without a pause, {@code /socket} is a WebSocket that listens. {@code /payload}
 * answers as nginx does.
 */
final class StreamingUpstream implements AutoCloseable {
    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(5);
    private static final String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket server;

    StreamingUpstream() throws IOException {
        server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("streaming upstream").start(this::accept);
    }

    URI payload() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/payload");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // It is gone.
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String path = line.split(" ", -1)[1];
                String key = "";
                for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                    if (header.regionMatches(true, 0, "sec-websocket-key:", 0, 18)) {
                        key = header.substring(18).strip();
                    }
                }
                answer(path, key, in, out);
            }
        } catch (IOException _) {
            // Whoever asked has left.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(String path, String key, BufferedReader in, OutputStream out)
            throws IOException, InterruptedException {
        switch (path) {
            case "/events" -> {
                write(
                        out,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) {
                    chunk(out, "data: {\"progress\":1}\n\n");
                    Thread.sleep(BETWEEN_EVENTS);
                }
            }
            case "/flood" -> {
                write(
                        out,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                String much = ".".repeat(16_384);
                while (true) {
                    chunk(out, much);
                }
            }
            case "/socket" -> {
                write(
                        out,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                                .formatted(accepted(key)));
                while (in.read() >= 0) {
                    // It only listens.
                }
            }
            default ->
                    write(
                            out,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(Payload.BYTES, Payload.JSON));
        }
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        write(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** RFC 6455 section 4.2.2. */
    private static String accepted(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + WEBSOCKET).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
