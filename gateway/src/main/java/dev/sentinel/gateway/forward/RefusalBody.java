package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.envelope.UpstreamRefusal;
import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.web.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The body of a service's refusal, read to learn why, and so that its connection can be used again;
 * what is too long is not read to its end.
 */
final class RefusalBody {
    private final Answer from;
    private final Patience patience;
    private final Buffer read = Buffer.buffer();
    private boolean told;

    RefusalBody(Answer from, Patience patience) {
        this.from = from;
        this.patience = patience;
    }

    /** Tells what the service said; empty when it claims to speak JSON and does not. */
    void read(Consumer<Optional<Problem>> said) {
        int status = from.status();
        from.onPart(chunk -> {
            patience.progressed();
            if (read.length() + chunk.length() > UpstreamRefusal.LONGEST) {
                tell(said, Optional.of(UpstreamRefusal.of(status)));
            } else {
                read.appendBuffer(chunk);
            }
        });
        from.onEnd(() -> tell(said, UpstreamRefusal.of(status, read.getBytes())));
    }

    private void tell(Consumer<Optional<Problem>> said, Optional<Problem> problem) {
        if (!told) {
            told = true;
            said.accept(problem);
        }
    }
}
