package dev.sentinel.identity.limit;

import dev.sentinel.trust.limit.Count;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One request for a token on its way past the limit. It comes without a token, and shows who is
 * asking only on the way.
 *
 * <p>What succeeds counts for the client that it is for: a thousand agents behind one address get
 * their tokens, each within its own limit. What fails counts for the address: somebody who tries
 * secrets is stopped, and can use up neither the limit of the client whose secret it tries nor that
 * of its neighbours, whose proofs are good.
 */
public final class Admission {
    private final RequestLimits limits;
    private final String address;
    private volatile Optional<Count> counted = Optional.empty();

    private Admission(RequestLimits limits, String address) {
        this.limits = limits;
        this.address = address;
    }

    public static Admission of(Head head, RequestLimits limits) {
        return new Admission(limits, RequestLimits.address(head));
    }

    /** Does work of which a refusal counts against the address. */
    public <T> T asStranger(Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            throw failed(problem);
        }
    }

    /** The refusal of a stranger: as it is, or 429 when there were too many. */
    public Problem failed(Problem refusal) {
        if (limits.isOff()) {
            return refusal;
        }
        Count count = limits.take(address).join();
        return count.passes() ? told(refusal, count) : refused(count);
    }

    /** Whether it is known, without asking anybody, that the address has failed too often. */
    public boolean hasFailedTooOften() {
        if (limits.isOff()) {
            return false;
        }
        Optional<Count> over = limits.exhausted(address);
        over.ifPresent(count -> counted = over);
        return over.isPresent();
    }

    /** Counts the request, once, for the client that it turned out to be from; never fails. */
    public CompletableFuture<Boolean> admitting(String clientId) {
        if (limits.isOff()) {
            return CompletableFuture.completedFuture(true);
        }
        if (counted.isPresent()) {
            return CompletableFuture.completedFuture(counted.get().passes());
        }
        return limits.take(RequestLimits.agent(clientId))
                .thenApply(count -> {
                    counted = Optional.of(count);
                    return count.passes();
                });
    }

    /** Whether it is known, without asking anybody, that the client has nothing left. */
    public boolean isExhausted(String clientId) {
        if (limits.isOff() || counted.isPresent()) {
            return false;
        }
        counted = limits.exhausted(RequestLimits.agent(clientId));
        return counted.isPresent();
    }

    /** The answer, with what the client has left. */
    public Response told(Response answer) {
        counted.ifPresent(count -> limits.headers(count).forEach(answer::header));
        return answer;
    }

    /** The refusal, with what the client has left. */
    public Problem told(Problem refusal) {
        return counted.map(count -> told(refusal, count)).orElse(refusal);
    }

    /** What to answer when the client was not admitted. */
    public Problem refusal() {
        return refused(counted.orElseThrow());
    }

    private Problem told(Problem refusal, Count count) {
        limits.headers(count).forEach(refusal::header);
        return refusal;
    }

    private Problem refused(Count count) {
        return told(
                Problem.of(
                                Problem.Kind.RATE_LIMITED,
                                "too many requests: try again in " + count.secondsLeft() + " s")
                        .header("Retry-After", Long.toString(count.secondsLeft())),
                count);
    }
}
