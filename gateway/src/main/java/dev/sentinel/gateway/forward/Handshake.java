package dev.sentinel.gateway.forward;

import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Both halves of a WebSocket's handshake, as the one in between must see them (RFC 6455 §4). */
final class Handshake {
    static final String KEY = "Sec-WebSocket-Key";
    static final String VERSION = "Sec-WebSocket-Version";
    static final String ACCEPT = "Sec-WebSocket-Accept";
    static final String WEBSOCKET = "websocket";
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String SPOKEN = "13";
    private static final int KEY_BYTES = 16;
    private static final int SWITCHING_PROTOCOLS = 101;

    private Handshake() {}

    /** Any other upgrade is not offered here: the request is answered as if it had not asked. */
    static boolean isAskedFor(HttpServerRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        return upgrade != null
                && upgrade.equalsIgnoreCase(WEBSOCKET)
                && request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && names(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade");
    }

    /** What §4.2.1 asks of the client. */
    static void check(Exchange exchange) {
        HttpServerRequest request = exchange.raw();
        List<String> versions = request.headers().getAll(VERSION);
        if (!versions.equals(List.of(SPOKEN))) {
            throw Problem.malformed("WebSocket version 13 is spoken here")
                    .status(426)
                    .header(VERSION, SPOKEN);
        }
        List<String> keys = request.headers().getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            throw Problem.malformed(KEY + " must be there once, 16 bytes in base64");
        }
        if (exchange.bodyLength() != 0) {
            throw Problem.malformed("a WebSocket handshake has no body");
        }
    }

    /**
     * Whether the service speaks WebSocket from now on. An answer that only looks like it would
     * open a tunnel through which requests pass unseen (WebSocket smuggling), so its proof is
     * checked.
     */
    static boolean isAccepted(HttpServerRequest request, HttpClientResponse response) {
        String upgrade = response.getHeader(HttpHeaders.UPGRADE);
        String key = request.getHeader(KEY);
        return response.statusCode() == SWITCHING_PROTOCOLS
                && upgrade != null
                && upgrade.equalsIgnoreCase(WEBSOCKET)
                && key != null
                && response.headers().getAll(ACCEPT).equals(List.of(accept(key)));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + SALT).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static boolean names(List<String> connection, String token) {
        for (String value : connection) {
            for (String each : value.split(",", -1)) {
                if (each.strip().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
