package dev.sentinel.demo.upstream;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A WebSocket (RFC 6455) that sends back every message it is sent. */
final class EchoSocket {
    private static final String ACCEPTED = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LONGEST = 1 << 20;

    private EchoSocket() {}

    static void serve(Wire wire) throws IOException {
        String key = wire.header("Sec-WebSocket-Key").orElse("");
        wire.raw(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(key)
                        + "\r\n\r\n");
        DataInputStream in = new DataInputStream(wire.in());
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload(in);
            int code = first & 0x0F;
            // The same frame, unmasked; a ping comes back as a pong.
            wire.raw(frame(code == PING ? first - PING + PONG : first, payload));
            if (code == CLOSE) {
                return;
            }
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        long length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > LONGEST) {
            throw new IOException("the frame is too long");
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        if (mask.length < 4 || payload.length < length) {
            throw new IOException("the frame is not whole");
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static byte[] frame(int first, byte[] payload) {
        int head = payload.length < 126 ? 2 : payload.length < 1 << 16 ? 4 : 10;
        byte[] frame = new byte[head + payload.length];
        frame[0] = (byte) first;
        if (head == 2) {
            frame[1] = (byte) payload.length;
        } else {
            frame[1] = (byte) (head == 4 ? 126 : 127);
            for (int i = 0; i < head - 2; i++) {
                frame[head - 1 - i] = (byte) (payload.length >>> (8 * i));
            }
        }
        System.arraycopy(payload, 0, frame, head, payload.length);
        return frame;
    }

    private static String accept(String key) throws IOException {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + ACCEPTED).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IOException(absent);
        }
    }
}
