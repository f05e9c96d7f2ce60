package dev.sentinel.gateway.selftest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * What came back on a connection of its own.
 *
 * @param answers the final ones, in order; 1xx are passed over
 * @param ended whether the other side ended the connection
 */
public record Conversation(List<Answer> answers, boolean ended) {
    private static final int CONNECT_MILLIS = 3_000;
    private static final long PATIENCE_NANOS = 4_000_000_000L;
    private static final int LONGEST = 1 << 20;

    public Conversation {
        answers = List.copyOf(answers);
    }

    /** One answer. */
    public record Answer(int status, String body) {
        boolean isOk() {
            return status == 200;
        }

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * Sends the bytes and reads as many answers, or to the end of the connection for -1; four
     * seconds at most. A second answer where there must be an end is enough to know.
     *
     * @throws IOException when nothing listens; an {@link javax.net.ssl.SSLException} when TLS
     *     fails
     */
    public static Conversation hold(URI server, String request, int answers) throws IOException {
        try (Socket socket = connected(server)) {
            socket.setSoTimeout(200);
            Reader reader = new Reader(socket.getInputStream(), request.startsWith("HEAD "));
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException refusedEarly) {
                // It may have answered before it read all.
            }
            return reader.read(answers);
        }
    }

    private static Socket connected(URI server) throws IOException {
        boolean tls = "https".equals(server.getScheme());
        int port = server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80;
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            return tls ? agreed(socket, server.getHost(), port) : socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Over TLS: what fails there must not look like a server that says nothing. */
    private static Socket agreed(Socket plain, String host, int port) throws IOException {
        Socket socket =
                ((SSLSocketFactory) SSLSocketFactory.getDefault())
                        .createSocket(plain, host, port, true);
        if (socket instanceof SSLSocket tls) {
            tls.setSoTimeout(CONNECT_MILLIS);
            try {
                tls.startHandshake();
            } catch (SSLException told) {
                throw told;
            } catch (IOException silent) {
                throw new SSLException("the handshake is not answered", silent);
            }
        }
        return socket;
    }

    /** The request as the service tells that it arrived, its lines with a line feed each. */
    Optional<String> arrived() {
        if (answers.isEmpty() || !answers.getFirst().isOk()) {
            return Optional.empty();
        }
        try {
            JsonNode body =
                    Json.read(answers.getFirst().body().getBytes(StandardCharsets.ISO_8859_1));
            JsonNode told = body.path("result").has("headers") ? body.path("result") : body;
            if (!told.path("headers").isArray()) {
                return Optional.empty();
            }
            StringBuilder request = new StringBuilder();
            request.append(told.path("method").asText())
                    .append(' ')
                    .append(told.path("target").asText());
            told.path("headers").forEach(line -> request.append('\n').append(line.asText()));
            return Optional.of(request.append('\n').toString());
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    /** Takes answers apart by their own framing. */
    private static final class Reader {
        private final InputStream in;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final long deadline = System.nanoTime() + PATIENCE_NANOS;
        private boolean bodiless;
        private boolean ended;

        Reader(InputStream in, boolean bodiless) {
            this.in = in;
            this.bodiless = bodiless;
        }

        Conversation read(int wanted) {
            List<Answer> answers = new ArrayList<>();
            int enough = wanted < 0 ? 2 : wanted;
            while (answers.size() < enough) {
                Optional<String> head = head();
                if (head.isEmpty()) {
                    break;
                }
                int status = status(head.get());
                if (status >= 100 && status < 200 && status != 101) {
                    continue;
                }
                answers.add(new Answer(status, body(head.get(), status)));
                bodiless = false;
            }
            return new Conversation(answers, ended);
        }

        private Optional<String> head() {
            while (true) {
                String text = received.toString(StandardCharsets.ISO_8859_1);
                int end = text.indexOf("\r\n\r\n");
                if (end >= 0) {
                    take(end + 4);
                    return Optional.of(text.substring(0, end + 2));
                }
                if (!more()) {
                    return Optional.empty();
                }
            }
        }

        private String body(String head, int status) {
            if (bodiless || status == 204 || status == 304 || status == 101) {
                return "";
            }
            if (header(head, "transfer-encoding").equalsIgnoreCase("chunked")) {
                return chunks();
            }
            String length = header(head, "content-length");
            int count = length.isEmpty() ? LONGEST : Integer.parseInt(length);
            while (received.size() < count && more()) {
                // Until it is there, or the end.
            }
            return taken(Math.min(count, received.size()));
        }

        private String chunks() {
            StringBuilder body = new StringBuilder();
            while (true) {
                String text = received.toString(StandardCharsets.ISO_8859_1);
                int line = text.indexOf("\r\n");
                if (line >= 0) {
                    int size = Integer.parseInt(text.substring(0, line), 16);
                    if (text.length() >= line + 4 + size) {
                        body.append(text, line + 2, line + 2 + size);
                        take(line + 4 + size);
                        if (size == 0) {
                            return body.toString();
                        }
                        continue;
                    }
                }
                if (!more()) {
                    return body.toString();
                }
            }
        }

        private String taken(int count) {
            String text = received.toString(StandardCharsets.ISO_8859_1).substring(0, count);
            take(count);
            return text;
        }

        private void take(int count) {
            byte[] all = received.toByteArray();
            received.reset();
            received.write(all, count, all.length - count);
        }

        private boolean more() {
            byte[] buffer = new byte[8_192];
            while (!ended && System.nanoTime() < deadline && received.size() < LONGEST) {
                try {
                    int read = in.read(buffer);
                    if (read < 0) {
                        ended = true;
                        return false;
                    }
                    received.write(buffer, 0, read);
                    return true;
                } catch (SocketTimeoutException silent) {
                    // The deadline decides.
                } catch (IOException reset) {
                    ended = true;
                }
            }
            return false;
        }

        private static int status(String head) {
            return head.matches("(?s)HTTP/1\\.[01] [0-9]{3}[ \\r].*")
                    ? Integer.parseInt(head.substring(9, 12))
                    : 0;
        }

        private static String header(String head, String name) {
            for (String line : head.split("\r\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
            return "";
        }
    }
}
