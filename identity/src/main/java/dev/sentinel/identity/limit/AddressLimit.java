package dev.sentinel.identity.limit;

import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.RateLimit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A limit for each address, counted in this process alone: for routes that anybody may use and that
 * need no exact count, only a bound on what one address can make the database do.
 */
public final class AddressLimit implements RateLimit {
    private final RateLimitConfig config;
    private final OwnWindows windows;

    public AddressLimit(RateLimitConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.windows = new OwnWindows(config, nanoTime);
    }

    @Override
    public String describe() {
        return "%d in %d s for each address"
                .formatted(config.maxRequests(), config.window().toSeconds());
    }

    @Override
    public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
        Count count = windows.take(RequestLimits.address(head));
        return CompletableFuture.completedFuture(
                count.passes()
                        ? new Verdict.Allowed(Map.of())
                        : new Verdict.Refused(count.left(), Map.of()));
    }
}
