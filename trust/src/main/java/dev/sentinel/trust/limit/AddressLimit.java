package dev.sentinel.trust.limit;

import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.RateLimit;
import java.util.List;
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
    private final Quota quota;
    private final OwnWindows windows;

    public AddressLimit(Quota quota, LongSupplier nanoTime) {
        this.quota = quota;
        this.windows = new OwnWindows(nanoTime);
    }

    @Override
    public String describe() {
        return quota.describe() + " for each address";
    }

    @Override
    public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
        Share share = new Share(Addresses.block(head.remoteAddress()), quota);
        Count count = windows.take(List.of(share)).getFirst();
        return CompletableFuture.completedFuture(
                count.passes()
                        ? new Verdict.Allowed(Map.of())
                        : new Verdict.Refused(count.left(), Map.of()));
    }
}
