package dev.sentinel.gateway.quota;

import dev.sentinel.gateway.registry.RouteQuota;
import dev.sentinel.gateway.registry.RouteQuota.Per;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.limit.Addresses;
import dev.sentinel.trust.limit.Count;
import dev.sentinel.trust.limit.Quota;
import dev.sentinel.trust.limit.RateLimiter;
import dev.sentinel.trust.limit.Share;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The quota of a route: a call passes when it has room in all that it counts for, its person or
 * agent, its workspace, its address; one that does not pass is not counted.
 */
public final class RouteLimit implements RateLimit {
    private static final CompletionStage<Verdict> PASS =
            CompletableFuture.completedFuture(new Verdict.Allowed(Map.of()));

    private final RouteQuota quota;
    private final RateLimiter limiter;
    private final List<Part> parts = new ArrayList<>();

    public RouteLimit(RouteQuota quota, RateLimiter limiter) {
        this.quota = quota;
        this.limiter = limiter;
        for (Per per : Per.values()) {
            Optional.ofNullable(quota.most().get(per))
                    .map(most -> Part.of(quota.counter(), per, most))
                    .ifPresent(parts::add);
        }
    }

    /**
     * What a call may count for.
     *
     * @param counters how the names of its counters begin: one that is given another window, by
     *     another registry, begins anew
     * @param policy the item of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10, section
     *     3)
     */
    private record Part(Per per, String name, Quota quota, String counters, String policy) {
        static Part of(String counter, Per per, Quota quota) {
            String name = per.name().toLowerCase(Locale.ROOT);
            long seconds = quota.window().toSeconds();
            return new Part(
                    per,
                    name,
                    quota,
                    "quota:" + counter + ":" + seconds + ":" + name + ":",
                    "\"" + name + "\";q=" + quota.most() + ";w=" + seconds);
        }

        Share share(String who) {
            return new Share(counters + who, quota);
        }

        /** The item of RateLimit (section 4 of the draft). */
        String standing(Count count) {
            return "\"" + name + "\";r=" + count.remaining() + ";t=" + count.secondsLeft();
        }
    }

    @Override
    public String describe() {
        String each =
                parts.stream()
                        .map(part -> part.quota().describe() + " for each " + part.name())
                        .collect(Collectors.joining(", "));
        return each
                + switch (quota.withoutRedis()) {
                    case LOCAL -> "; without Redis at each gateway";
                    case REFUSE -> "; without Redis none";
                    case ALLOW -> "; without Redis any";
                };
    }

    @Override
    public CompletionStage<Verdict> judge(Optional<Caller> caller, Head head) {
        List<Part> counted = new ArrayList<>(parts.size());
        List<Share> shares = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Optional<String> who = who(part.per(), caller, head);
            if (who.isPresent()) {
                counted.add(part);
                shares.add(part.share(who.get()));
            }
        }
        if (shares.isEmpty()) {
            return PASS;
        }
        Optional<Verdict> over = exhausted(counted, shares);
        if (over.isPresent()) {
            return CompletableFuture.completedFuture(over.get());
        }
        return switch (quota.withoutRedis()) {
            case LOCAL -> limiter.take(shares).thenApply(counts -> verdict(counted, counts));
            case REFUSE ->
                    limiter.takeTogether(shares).thenApply(counts -> verdict(counted, counts));
            case ALLOW ->
                    limiter.takeTogether(shares)
                            .handle((counts, away) ->
                                    away == null
                                            ? verdict(counted, counts)
                                            : new Verdict.Allowed(Map.of()));
        };
    }

    /** Refused from memory: who goes on asking costs nobody a question. */
    private Optional<Verdict> exhausted(List<Part> counted, List<Share> shares) {
        for (int i = 0; i < shares.size(); i++) {
            Optional<Count> over = limiter.exhausted(shares.get(i));
            if (over.isPresent()) {
                return Optional.of(verdict(List.of(counted.get(i)), List.of(over.get())));
            }
        }
        return Optional.empty();
    }

    /** Services of the platform carry everybody's calls: they count for nobody. */
    private static Optional<String> who(Per per, Optional<Caller> caller, Head head) {
        return switch (per) {
            case USER -> caller.filter(Principal.Person.class::isInstance).map(RouteLimit::named);
            case AGENT -> caller.filter(Principal.Agent.class::isInstance).map(RouteLimit::named);
            case WORKSPACE ->
                    caller.filter(who -> !(who instanceof Principal.Service))
                            .map(Caller::workspace);
            case ADDRESS -> Optional.of(Addresses.block(head.remoteAddress()));
        };
    }

    private static String named(Caller caller) {
        return caller.workspace() + ":" + caller.id();
    }

    private static Verdict verdict(List<Part> counted, List<Count> counts) {
        Map<String, String> headers = headers(counted, counts);
        return counts.stream()
                .filter(count -> !count.passes())
                .map(Count::left)
                .max(Comparator.naturalOrder())
                .<Verdict>map((Duration left) -> new Verdict.Refused(left, headers))
                .orElseGet(() -> new Verdict.Allowed(headers));
    }

    private static Map<String, String> headers(List<Part> counted, List<Count> counts) {
        if (counted.size() == 1) {
            Part part = counted.getFirst();
            return Map.of(
                    "RateLimit-Policy", part.policy(),
                    "RateLimit", part.standing(counts.getFirst()));
        }
        StringBuilder policy = new StringBuilder(64);
        StringBuilder standing = new StringBuilder(64);
        for (int i = 0; i < counted.size(); i++) {
            Part part = counted.get(i);
            policy.append(i == 0 ? "" : ", ").append(part.policy());
            standing.append(i == 0 ? "" : ", ").append(part.standing(counts.get(i)));
        }
        return Map.of("RateLimit-Policy", policy.toString(), "RateLimit", standing.toString());
    }
}
