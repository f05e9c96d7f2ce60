package dev.sentinel.demo.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the four services answer. A path with the segment {@code echo} asks for one of {@link
 * Oddities}, which all four know; so does the header {@code X-Echo} on any path.
 */
final class Replies {
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = {};

    private Replies() {}

    static void answer(Wire wire) throws IOException {
        String path = wire.target().split("\\?", 2)[0].replaceAll("/+$", "");
        if (path.endsWith("/health")) {
            json(wire, 200, "{\"status\":\"ok\"}");
            return;
        }
        if (!wire.header("Authorization").orElse("").startsWith("Basic ")) {
            wire.answer(
                    401,
                    JSON,
                    bytes("{\"detail\":\"Not authenticated\"}"),
                    "WWW-Authenticate: Basic");
            return;
        }
        if (wire.header("X-Echo").isPresent()) {
            Oddities.answer(wire, wire.header("X-Echo").get());
            return;
        }
        int echo = path.indexOf("/echo/");
        if (echo >= 0) {
            Oddities.answer(wire, path.substring(echo + "/echo/".length()));
            return;
        }
        String[] parts = path.split("/", 3);
        String rest = parts.length < 3 ? "" : "/" + parts[2];
        switch (parts.length < 2 ? "" : parts[1]) {
            case "nexus" -> nexus(wire, rest);
            case "zen" -> zen(wire, rest);
            case "agents" -> agents(wire, rest);
            case "ingestion" -> ingestion(wire, rest);
            default -> json(wire, 404, "{\"detail\":\"Not Found\"}");
        }
    }

    private static void nexus(Wire wire, String rest) throws IOException {
        String path = rest.replaceFirst("^/api/v[12]", "");
        switch (wire.method() + " " + path.replaceAll("/[a-z]{3}_[A-Za-z0-9]+", "/{id}")) {
            case "POST /upload" -> upload(wire);
            case "POST /pipeline/process" ->
                    json(
                            wire,
                            202,
                            "{\"job_id\":\"job_77\",\"process_id\":\"prc_77\",\"status\":\"queued\"}");
            case "GET /status/process/{id}/progress" ->
                    json(
                            wire,
                            200,
                            "{\"document_id\":\"doc_abc123\",\"status\":\"completed\",\"progress\":100,"
                                    + "\"stages\":[\"layout_extraction\"],\"extractions\":"
                                    + "{\"holdings\":[],\"transactions\":[]}}");
            case "GET /documents" ->
                    json(
                            wire,
                            200,
                            "[{\"document_id\":\"doc_abc123\",\"name\":\"cas.pdf\",\"document_type\":"
                                    + "\"cas_statement\",\"status\":\"completed\",\"uploaded_at\":"
                                    + "\"2026-11-02T09:30:00Z\"}]");
            case "GET /documents/{id}/holdings", "GET /documents/{id}/extraction" ->
                    json(
                            wire,
                            200,
                            "{\"holdings\":[{\"isin\":\"INF200K01VX4\",\"units\":"
                                    + "1234567.000100000000000001,\"nav\":98.70,\"value\":"
                                    + "121851762.99000000000000000000098}],\"total\":1E+2}");
            case "GET /documents/{id}/file", "GET /export/{id}/pdf" -> Oddities.answer(wire, "pdf");
            case "GET /analytics/summary" ->
                    json(
                            wire,
                            200,
                            "{\"documents\":{\"total\":12,\"processing\":1,\"completed\":10,\"failed\":1},"
                                    + "\"recent_uploads\":[{\"document_id\":\"doc_abc123\","
                                    + "\"name\":\"cas.pdf\",\"status\":\"completed\"}]}");
            case "DELETE /documents/{id}", "DELETE /jobs/{id}" -> wire.answer(204, "", NOTHING);
            default -> Oddities.answer(wire, "request");
        }
    }

    /** Counts the bytes as they come; a file is never held. */
    private static void upload(Wire wire) throws IOException {
        String type = wire.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("multipart/form-data")) {
            json(
                    wire,
                    422,
                    "{\"detail\":[{\"loc\":[\"body\",\"file\"],\"msg\":\"field required\","
                            + "\"type\":\"value_error.missing\"}]}");
            return;
        }
        long received = wire.body();
        json(
                wire,
                200,
                "{\"document_id\":\"doc_abc123\",\"job_id\":\"job_77\",\"status\":\"processing\","
                        + "\"document_type\":\"cas_statement\",\"pages\":4,\"received_bytes\":"
                        + received
                        + "}");
    }

    private static void zen(Wire wire, String rest) throws IOException {
        switch (wire.method() + " " + rest.replaceFirst("^/api/v1", "")) {
            case "POST /chat" -> json(wire, 200, "\"7f6c2d1e-0f4b-4d52-9f6b-3d1c9a2b4e5f\"");
            case "POST /chat/invoke" ->
                    json(
                            wire,
                            200,
                            "{\"success\":true,\"message\":\"Answered\",\"error\":null,\"result\":"
                                    + "{\"response\":\"Your allocation is balanced.\",\"meta\":"
                                    + "{\"intent\":\"portfolio_review\"},\"guardrail\":null}}");
            case "GET /chat/sessions" -> json(wire, 200, "{\"total\":3,\"sessions\":[]}");
            default -> Oddities.answer(wire, "request");
        }
    }

    private static void agents(Wire wire, String rest) throws IOException {
        switch (wire.method() + " " + rest.replaceFirst("^/api/v1", "")) {
            case "GET /runs", "GET /runs/summary" -> json(wire, 200, "{\"total\":5,\"runs\":[]}");
            case "POST /stream" -> Oddities.answer(wire, "events");
            default -> Oddities.answer(wire, "request");
        }
    }

    private static void ingestion(Wire wire, String rest) throws IOException {
        switch (wire.method() + " " + rest.replaceFirst("^/api/v1", "")) {
            case "GET /documents/count" -> json(wire, 200, "42");
            case "POST /search" ->
                    json(
                            wire,
                            200,
                            "{\"results\":[{\"chunk_id\":\"chk_1\",\"score\":0.016393442622950820,"
                                    + "\"text\":\"Total AUM 1,21,85,176\"}]}");
            default -> Oddities.answer(wire, "request");
        }
    }

    static void json(Wire wire, int status, String body) throws IOException {
        wire.answer(status, JSON, bytes(body));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
