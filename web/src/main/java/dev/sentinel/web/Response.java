package dev.sentinel.web;

import dev.sentinel.base.json.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An answer: whole before it is sent, but for one whose body is written while it leaves, and for
 * one that others have yet to finish.
 */
public final class Response {
    private static final byte[] NOTHING = {};
    private static final int PROCESSING = 102;

    private final int status;
    private final byte[] body;
    private final Optional<BodyWriter> stream;
    private final Optional<CompletionStage<Response>> later;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> cookies = new ArrayList<>(0);

    private Response(int status, byte[] body) {
        this(status, body, Optional.empty(), Optional.empty());
    }

    private Response(
            int status,
            byte[] body,
            Optional<BodyWriter> stream,
            Optional<CompletionStage<Response>> later) {
        this.status = status;
        this.body = body;
        this.stream = stream;
        this.later = later;
    }

    /** Any tree, record, map or list as JSON. */
    public static Response json(int status, Object body) {
        return new Response(status, Json.write(body)).type("application/json");
    }

    /** A result in the gateway's envelope (contract studio.md 3.1). */
    public static Response enveloped(int status, @Nullable Object result) {
        return enveloped(status, "Operation completed", result);
    }

    /** A result in the gateway's envelope, with words of its own. */
    public static Response enveloped(int status, String message, @Nullable Object result) {
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("success", true);
        envelope.put("message", message);
        envelope.put("error", null);
        envelope.put("result", result);
        return json(status, envelope);
    }

    /** JSON that is already written. */
    public static Response rawJson(int status, byte[] json) {
        return new Response(status, json).type("application/json");
    }

    public static Response noContent() {
        return new Response(204, NOTHING);
    }

    /** A status without a body. */
    public static Response empty(int status) {
        return new Response(status, NOTHING);
    }

    public static Response bytes(int status, String contentType, byte[] body) {
        return new Response(status, body.clone()).type(contentType);
    }

    /**
     * A body that is written while it leaves. What the writer throws before its first bytes have
     * left becomes the answer instead; later it cuts the answer off.
     */
    public static Response streamed(int status, String contentType, BodyWriter body) {
        return new Response(status, NOTHING, Optional.of(body), Optional.empty()).type(contentType);
    }

    /**
     * What others will have finished by then: no thread waits for it. They must, and what they
     * finish is whole, and not later again. A failure is answered as if it had been thrown.
     */
    public static Response later(CompletionStage<Response> finished) {
        return new Response(PROCESSING, NOTHING, Optional.empty(), Optional.of(finished));
    }

    /** Sets a header, replacing one of the same name. */
    public Response header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a cookie, as the value of one more Set-Cookie header (RFC 6265 section 4.1). */
    public Response cookie(String setCookie) {
        cookies.add(setCookie);
        return this;
    }

    Response type(String contentType) {
        return header("Content-Type", contentType);
    }

    public int status() {
        return status;
    }

    /** The body's bytes. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] body() {
        return body;
    }

    Optional<BodyWriter> stream() {
        return stream;
    }

    Optional<CompletionStage<Response>> later() {
        return later;
    }

    Map<String, String> headers() {
        return headers;
    }

    List<String> cookies() {
        return cookies;
    }

    /** The registered reason phrase of a status (RFC 9110 section 15). */
    static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
