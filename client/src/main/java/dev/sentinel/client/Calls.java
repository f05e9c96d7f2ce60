package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Calls with a token. One that is refused as no longer good is asked again once with a new one. */
final class Calls {
    private static final byte[] NOTHING = {};

    private final Wire wire;
    private final Supplier<CompletableFuture<String>> tokens;
    private final Consumer<String> refused;
    private final Duration patience;

    private Calls(
            Wire wire,
            Supplier<CompletableFuture<String>> tokens,
            Consumer<String> refused,
            Duration patience) {
        this.wire = wire;
        this.tokens = tokens;
        this.refused = refused;
        this.patience = patience;
    }

    /** With tokens of our own. */
    static Calls with(Wire wire, AccessTokens tokens) {
        return new Calls(wire, tokens::getAsync, tokens::forget, wire.patience());
    }

    /** With tokens from elsewhere, asked for at every call. */
    static Calls with(Wire wire, Supplier<String> tokens) {
        return new Calls(
                wire,
                () -> CompletableFuture.completedFuture(tokens.get()),
                token -> {},
                wire.patience());
    }

    /** The same, for calls whose answers may take so long. */
    Calls patient(Duration longest) {
        return new Calls(wire, tokens, refused, longest);
    }

    <T> CompletableFuture<T> json(String method, String path, Object body, TypeReference<T> shape) {
        return send(method, path, Wire.JSON, wire.write(body))
                .thenApply(answer -> wire.read(answer, shape));
    }

    <T> CompletableFuture<T> form(String path, Map<String, String> fields, TypeReference<T> shape) {
        byte[] form = encoded(fields).getBytes(StandardCharsets.US_ASCII);
        return send("POST", path, Wire.FORM, form).thenApply(answer -> wire.read(answer, shape));
    }

    <T> CompletableFuture<T> get(String path, TypeReference<T> shape) {
        return send("GET", path, Wire.JSON, NOTHING).thenApply(answer -> wire.read(answer, shape));
    }

    CompletableFuture<Void> delete(String path) {
        return send("DELETE", path, Wire.JSON, NOTHING).thenApply(answer -> null);
    }

    /** {@code ?a=b&c=d}, or nothing when there are none. */
    static String query(Map<String, String> fields) {
        return fields.isEmpty() ? "" : "?" + encoded(fields);
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private CompletableFuture<byte[]> send(String method, String path, String type, byte[] body) {
        return tokens.get()
                .thenCompose(token ->
                        wire.send(method, path, Optional.of(token), type, body, patience)
                                .exceptionallyCompose(failure -> {
                                    if (!isUnauthenticated(failure)) {
                                        return CompletableFuture.failedFuture(failure);
                                    }
                                    refused.accept(token);
                                    return again(token, method, path, type, body, failure);
                                }));
    }

    /** Only with another token: the same one would be refused again. */
    private CompletableFuture<byte[]> again(
            String old, String method, String path, String type, byte[] body, Throwable failure) {
        return tokens.get()
                .thenCompose(token ->
                        token.equals(old)
                                ? CompletableFuture.<byte[]>failedFuture(failure)
                                : wire.send(
                                        method, path, Optional.of(token), type, body, patience));
    }

    private static boolean isUnauthenticated(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof AgentIdPException refusal && refusal.status() == 401;
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
