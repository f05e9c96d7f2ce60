package dev.sentinel.base.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 over TLS that sends exactly the frames it is told to (RFC 9113). */
public final class Http2Client implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    private static final int PRIORITIZED = 0x20;

    public static final int NO_ERROR = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int STREAM_CLOSED = 5;
    public static final int CANCEL = 8;
    public static final int ENHANCE_YOUR_CALM = 11;

    /** Still going on. */
    public static final int NOTHING = -1;

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLSocket socket;
    private final DataInputStream in;
    private final Map<Integer, Answer> answers = new HashMap<>();
    private int goAway = NOTHING;
    private boolean takes = true;

    /** One frame's head. */
    public record Frame(int type, int flags, int stream) {}

    /** What has come on one stream so far. */
    public static final class Answer {
        private final Map<String, String> headers = new HashMap<>();
        private final List<Integer> early = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean ended;
        private int reset = NOTHING;

        /** 0 when there is none. */
        public int status() {
            return Integer.parseInt(headers.getOrDefault(":status", "0"));
        }

        /** Empty when there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public List<String> names() {
            return List.copyOf(headers.keySet());
        }

        /** The 1xx that came before. */
        public List<Integer> early() {
            return List.copyOf(early);
        }

        public String body() {
            return body.toString(StandardCharsets.UTF_8);
        }

        public int length() {
            return body.size();
        }

        public boolean isEnded() {
            return ended;
        }

        /** The code of RST_STREAM, or {@link #NOTHING}. */
        public int reset() {
            return reset;
        }
    }

    private Http2Client(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A connection over TLS that has agreed on HTTP/2 and said nothing yet. */
    public static Http2Client silent(int port, SSLContext tls) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(15_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals("h2")) {
            throw new IOException("no HTTP/2: " + socket.getApplicationProtocol());
        }
        return new Http2Client(socket);
    }

    /** A connection that has sent its preface and settings: pairs of a name and a value. */
    public static Http2Client to(int port, SSLContext tls, int... settings) throws IOException {
        Http2Client client = silent(port, tls);
        client.raw(PREFACE);
        ByteBuffer payload = ByteBuffer.allocate(6 + settings.length * 3);
        // No dynamic table: answers can be read one by one.
        payload.putShort((short) 1).putInt(0);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return client.frame(SETTINGS, 0, 0, payload.array());
    }

    public SSLSocket socket() {
        return socket;
    }

    /** Gives the server no more room than it had at first. */
    public Http2Client takingNothing() {
        takes = false;
        return this;
    }

    public Http2Client raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public Http2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        return raw(bytes(type, flags, stream, payload));
    }

    /** A frame's bytes, to send many at once. */
    public static byte[] bytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    public Http2Client data(int stream, String text, boolean last) throws IOException {
        return frame(
                DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Http2Client window(int stream, int more) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, number(more));
    }

    public Http2Client reset(int stream, int code) throws IOException {
        return frame(RST_STREAM, 0, stream, number(code));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A request without a body. */
    public Http2Client get(int stream, String path, String... headers) throws IOException {
        return request(stream, "GET", path, true, headers);
    }

    /** A request's head, with the pseudo-headers that each has. */
    public Http2Client request(
            int stream, String method, String path, boolean last, String... headers)
            throws IOException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                ":method",
                                method,
                                ":scheme",
                                "https",
                                ":authority",
                                "gateway.example",
                                ":path",
                                path));
        all.addAll(List.of(headers));
        return headers(stream, last, all.toArray(String[]::new));
    }

    /** Any fields, in this order: pairs of a name and a value. */
    public Http2Client headers(int stream, boolean last, String... fields) throws IOException {
        return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
    }

    /** A field block (RFC 7541 section 6.2.2): literals, as they are. */
    public static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            length -= 127;
            while (length >= 128) {
                block.write(length % 128 + 128);
                length /= 128;
            }
            block.write(length);
        }
        block.writeBytes(bytes);
    }

    /** The next frame, whatever it is; settings and pings are answered. */
    public Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = in.readNBytes(length);
        Frame frame = new Frame(type, flags, stream);
        take(frame, payload);
        return frame;
    }

    private void take(Frame frame, byte[] payload) throws IOException {
        Answer answer = answers.computeIfAbsent(frame.stream(), _ -> new Answer());
        boolean last = (frame.flags() & END_STREAM) != 0;
        switch (frame.type()) {
            case SETTINGS, PING -> {
                if ((frame.flags() & ACK) == 0) {
                    byte[] echo = frame.type() == PING ? payload : new byte[0];
                    frame(frame.type(), ACK, 0, echo);
                }
            }
            case HEADERS -> {
                if (answer.status() / 100 == 1) {
                    answer.early.add(answer.status());
                }
                answer.headers.putAll(Hpack.read(block(frame, payload)));
                answer.ended = last;
            }
            case DATA -> {
                answer.body.writeBytes(payload);
                answer.ended = last;
                if (takes && payload.length > 0) {
                    window(0, payload.length);
                    if (!last) {
                        window(frame.stream(), payload.length);
                    }
                }
            }
            case RST_STREAM -> answer.reset = ByteBuffer.wrap(payload).getInt();
            case GOAWAY -> goAway = ByteBuffer.wrap(payload).getInt(4);
            default -> {}
        }
    }

    /** Without the priority that may stand before it (RFC 9113 section 6.2). */
    private static byte[] block(Frame frame, byte[] payload) {
        return (frame.flags() & PRIORITIZED) == 0
                ? payload
                : Arrays.copyOfRange(payload, 5, payload.length);
    }

    /** Waits until the stream has ended: answered, reset, or gone with the connection. */
    public Answer answer(int stream) throws IOException {
        Answer answer = answers.computeIfAbsent(stream, _ -> new Answer());
        while (!answer.ended && answer.reset == NOTHING) {
            try {
                next();
            } catch (SocketTimeoutException silence) {
                throw silence;
            } catch (IOException closed) {
                return answer;
            }
        }
        return answer;
    }

    /** Waits until the stream is reset, after an answer or without one; the code. */
    public int resetOf(int stream) throws IOException {
        Answer answer = answers.computeIfAbsent(stream, _ -> new Answer());
        while (answer.reset == NOTHING) {
            next();
        }
        return answer.reset;
    }

    /** What has come on the stream; nothing is waited for. */
    public Answer soFar(int stream) {
        return answers.computeIfAbsent(stream, _ -> new Answer());
    }

    /** Reads until the server closes; the code of its GOAWAY, or {@link #NOTHING}. */
    public int end() throws IOException {
        while (true) {
            try {
                next();
            } catch (SocketTimeoutException silence) {
                throw silence;
            } catch (IOException closed) {
                return goAway;
            }
        }
    }

    /** The code of the GOAWAY that has come, or {@link #NOTHING}. */
    public int goAway() {
        return goAway;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
