package dev.sentinel.gateway.forward.http1;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends a GET and takes the answer. */
class Calling implements CallListener {
    final CompletableFuture<String> body = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public void opened(ServiceCall call) {
        call.head().begin("GET", "/", "service.example");
        call.send(false);
    }

    @Override
    public void answered(Answer answer) {
        answer.onPart(this::part);
        answer.onEnd(() -> body.complete(parts.toString()));
    }

    void part(Buffer part) {
        parts.append(part.toString(StandardCharsets.US_ASCII));
    }

    @Override
    public void failed(Fault fault) {
        body.completeExceptionally(new IllegalStateException(fault.name()));
    }

    String body() throws Exception {
        return body.get(10, TimeUnit.SECONDS);
    }
}
