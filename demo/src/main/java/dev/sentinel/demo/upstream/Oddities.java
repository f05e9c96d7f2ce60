package dev.sentinel.demo.upstream;

import static dev.sentinel.demo.upstream.Replies.bytes;
import static dev.sentinel.demo.upstream.Replies.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Replies by name: each shape that a gateway must pass on, and each way of failing it. */
final class Oddities {
    private Oddities() {}

    static void answer(Wire wire, String name) throws IOException {
        switch (name) {
            case "request" -> request(wire);
            case "enveloped" ->
                    json(
                            wire,
                            200,
                            "{\"success\":true,\"message\":\"Done\",\"error\":null,\"result\":{\"a\":1}}");
            case "array" -> json(wire, 200, "[1, 2.50, 3e10, 12345678901234567890.10]");
            case "number" -> json(wire, 200, "121851762.99000000000000000000098");
            case "null" -> json(wire, 200, "null");
            case "text" -> json(wire, 200, "\"plain text\"");
            case "bad-json" -> json(wire, 200, "{\"half\": ");
            case "pdf" ->
                    wire.answer(
                            200,
                            "application/pdf",
                            bytes("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
                            "Content-Disposition: attachment; filename=\"cas.pdf\"");
            case "events" -> events(wire);
            case "socket" -> EchoSocket.serve(wire);
            case "hang" -> wire.hang();
            case "reset" -> wire.reset();
            case "cut" -> {
                wire.raw(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 100\r\n\r\n{\"half\":");
                wire.reset();
            }
            case "garbage" -> wire.raw("this is not HTTP\r\n\r\n");
            case "trace" ->
                    json(
                            wire,
                            500,
                            "{\"detail\":\"Traceback: File \\\"/srv/app/main.py\\\", line 7\"}");
            case "invalid" ->
                    json(
                            wire,
                            422,
                            "{\"detail\":[{\"loc\":[\"body\",\"query\"],\"msg\":\"field required\"}]}");
            default -> status(wire, name);
        }
    }

    /** {@code 401}, {@code 503}, …: that status, with the detail that FastAPI would give. */
    private static void status(Wire wire, String name) throws IOException {
        if (name.matches("[2-5][0-9][0-9]")) {
            json(wire, Integer.parseInt(name), "{\"detail\":\"answered with " + name + "\"}");
        } else {
            json(wire, 404, "{\"detail\":\"Not Found\"}");
        }
    }

    /** What has arrived here, for people who want to see what the gateway made of their request. */
    private static void request(Wire wire) throws IOException {
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        seen.put("method", wire.method());
        seen.put("target", wire.target());
        ArrayNode headers = seen.putArray("headers");
        for (String line : wire.headers()) {
            headers.add(line.startsWith("Authorization:") ? "Authorization: Basic •••" : line);
        }
        seen.put("body_bytes", wire.body());
        json(wire, 200, seen.toString());
    }

    /**
     * Five events, a fifth of a second between two; with {@code ?forever} until the caller leaves.
     */
    private static void events(Wire wire) throws IOException {
        boolean forever = wire.target().endsWith("?forever");
        wire.beginChunks(200, "text/event-stream");
        try {
            for (int i = 1; forever || i <= 5; i++) {
                wire.chunk(
                        bytes(
                                "id: "
                                        + i
                                        + "\nevent: token\ndata: {\"delta\":\"word "
                                        + i
                                        + " \"}\n\n"));
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        wire.chunk(bytes("event: done\ndata: {}\n\n"));
        wire.lastChunk();
    }
}
