package dev.sentinel.identity.limit;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.limit.Addresses;
import dev.sentinel.trust.limit.Count;
import dev.sentinel.trust.limit.RateLimiter;
import dev.sentinel.trust.limit.Share;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The limit of requests that routes name.
 *
 * <p>An agent or a person is limited as itself, wherever it calls from. Who has shown no token is
 * limited by address, and only for what fails ({@link Admission}). Services of the platform are not
 * limited: they carry everybody's calls.
 */
public final class RequestLimits implements RateLimit {
    private static final CompletionStage<Verdict> PASS =
            CompletableFuture.completedFuture(new Verdict.Allowed(Map.of()));

    private final RateLimitConfig config;
    private final RateLimiter limiter;
    private final Predicate<Caller> unlimited;
    private final Clock clock;

    /** Nobody of {@code unlimited} is counted. */
    public RequestLimits(
            Redis redis, RateLimitConfig config, Predicate<Caller> unlimited, Clock clock) {
        this.config = config;
        this.limiter = new RateLimiter(redis, config.patience(), System::nanoTime);
        this.unlimited = unlimited;
        this.clock = clock;
    }

    @Override
    public String describe() {
        if (isOff()) {
            return "none";
        }
        return config.quota().describe() + " for each caller";
    }

    boolean isOff() {
        return config.maxRequests() == 0;
    }

    @Override
    public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
        if (isOff() || caller.filter(unlimited).isPresent()) {
            return PASS;
        }
        Optional<String> counted =
                caller.isPresent() ? name(caller.get()) : Optional.of(address(head));
        return counted.isEmpty() ? PASS : take(counted.get()).thenApply(this::verdict);
    }

    /**
     * The limit of the token endpoint, where it shows on the way who is asking: {@link Admission}
     * counts and refuses. Nobody is refused for the address alone, behind which a whole company may
     * stand.
     */
    public RateLimit ofTokens() {
        return new RateLimit() {
            @Override
            public String describe() {
                return isOff()
                        ? "none"
                        : RequestLimits.this.describe() + ", refusals for each address";
            }

            @Override
            public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
                return PASS;
            }
        };
    }

    private static Optional<String> name(Caller caller) {
        return switch (caller) {
            case Principal.Agent agent -> Optional.of(agent(agent.id()));
            case Principal.Person person ->
                    Optional.of("person:" + person.workspace() + ":" + person.id());
            case Principal.Service _ -> Optional.empty();
            default -> Optional.of("caller:" + caller.id());
        };
    }

    static String agent(String id) {
        return "agent:" + id;
    }

    static String address(Head head) {
        return "address:" + Addresses.block(head.remoteAddress());
    }

    /** Whatever this asks for shares a round trip; it must not wait for the answers. */
    public <T> T together(Supplier<T> asking) {
        return limiter.together(asking);
    }

    /** Counts one request; never fails. */
    CompletableFuture<Count> take(String name) {
        return limiter.take(new Share(name, config.quota()));
    }

    /** The count of one of whom it is known that nothing is left; asks nobody. */
    Optional<Count> exhausted(String name) {
        return limiter.exhausted(new Share(name, config.quota()));
    }

    private Verdict verdict(Count count) {
        return count.passes()
                ? new Verdict.Allowed(headers(count))
                : new Verdict.Refused(count.left(), headers(count));
    }

    /** The reset is a moment in seconds since 1970, as the contract's clients read it. */
    Map<String, String> headers(Count count) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-RateLimit-Limit", Long.toString(count.limit()));
        headers.put("X-RateLimit-Remaining", Long.toString(count.remaining()));
        headers.put("X-RateLimit-Reset", Long.toString(reset(count.left())));
        return headers;
    }

    private long reset(Duration left) {
        return clock.instant().plus(left).plusMillis(999).getEpochSecond();
    }
}
