package dev.sentinel.gateway.forward.http1;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose head is there; its body comes, in parts, to the handlers that are set at once.
 */
public final class Answer {
    private final ServiceCall call;
    private final int status;
    private final HttpHeaders headers;
    private Consumer<Buffer> partHandler = _ -> {};
    private Runnable endHandler = () -> {};

    Answer(ServiceCall call, HttpResponse head) {
        this.call = call;
        this.status = head.status().code();
        this.headers = head.headers();
    }

    /** 200 to 999. */
    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** The value of a header, of the first when there are several; null when there is none. */
    public @Nullable String header(CharSequence name) {
        return headers.get(name);
    }

    /** The values of all headers of that name. */
    public List<String> allOf(CharSequence name) {
        return headers.getAll(name);
    }

    /** Takes the parts of the body. */
    public void onPart(Consumer<Buffer> handler) {
        partHandler = handler;
    }

    /** Is told when the body is whole, and then only. */
    public void onEnd(Runnable handler) {
        endHandler = handler;
    }

    /** No more parts, until {@link #resume}: the service is held up by its own full buffers. */
    public void pause() {
        call.pause();
    }

    public void resume() {
        call.resume();
    }

    void part(Buffer part) {
        partHandler.accept(part);
    }

    void end() {
        endHandler.run();
    }
}
