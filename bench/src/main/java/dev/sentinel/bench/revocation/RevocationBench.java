package dev.sentinel.bench.revocation;

import dev.sentinel.bench.platform.IdentityPlatform;
import dev.sentinel.bench.revocation.Relay.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How long a revocation takes from the decision (identity's own time of it) to the refusal by each
 * of eight verifiers in another process: by Redis alone, by the feed alone, by both, and after both
 * were cut for 3 s and for 30 s. Exit code 1 when the 99th percentile is not below 200 ms.
 */
public final class RevocationBench {
    private static final double BAR_MILLIS = 200;
    private static final Duration MAX_STALENESS = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int MANY = 200;
    // Verified a thousand times a second by each of eight: more of them would be a load of its own.
    private static final int WATCHED_AT_ONCE = 10;
    private static final int SHORT_CUTS = 6;

    private final Decisions decisions;
    private final VerifierProcess verifiers;
    private final Relay feed;
    private final Relay redis;
    private boolean missed;

    private RevocationBench(
            Decisions decisions, VerifierProcess verifiers, Relay feed, Relay redis) {
        this.decisions = decisions;
        this.verifiers = verifiers;
        this.feed = feed;
        this.redis = redis;
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath();
        System.err.println("starting PostgreSQL, Redis, identity and eight verifiers");
        boolean missed;
        try (IdentityPlatform platform = IdentityPlatform.start(home);
                Relay feed = new Relay(platform.identity().getPort());
                Relay redis = new Relay(URI.create(platform.setting("REDIS_URL")).getPort());
                Decisions decisions = new Decisions(platform);
                VerifierProcess verifiers = new VerifierProcess(platform, feed, redis)) {
            RevocationBench bench = new RevocationBench(decisions, verifiers, feed, redis);
            bench.run();
            missed = bench.missed;
        }
        System.exit(missed ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException {
        verifiers.watch(decisions.token());
        VerifierProcess.await("fresh", PATIENCE, verifiers::allFresh);
        // The first ones find code that is not compiled yet.
        revokeMany(MANY / 2);
        System.out.printf(
                "%d verifiers, milliseconds from the decision to the refusal%n%n%-46s %7s %8s %8s %8s%n",
                Verifiers.COUNT, "", "samples", "p50", "p99", "most");
        print("both ways", revokeMany(MANY));
        feed.become(State.DROPPED);
        print("by Redis alone, the feed is away", revokeMany(MANY));
        feed.become(State.OPEN);
        redis.become(State.DROPPED);
        print("by the feed alone, Redis is away", revokeMany(MANY));
        redis.become(State.SILENT);
        print("by the feed alone, Redis is silent", revokeMany(MANY));
        redis.become(State.OPEN);
        cutShortly(State.DROPPED);
        cutShortly(State.SILENT);
        cutLong(State.DROPPED);
        cutLong(State.SILENT);
    }

    private List<Double> revokeMany(int many) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        for (int left = many; left > 0; left -= WATCHED_AT_ONCE) {
            ids.addAll(revoked(Math.min(left, WATCHED_AT_ONCE)));
        }
        return delays(ids);
    }

    /** Revokes tokens that all verifiers know, and returns when all of them refuse. */
    private Set<String> revoked(int many) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        List<String> tokens = watched(many);
        for (String token : tokens) {
            decisions.revoke(token);
            ids.add(Tokens.id(token));
            Thread.sleep(BETWEEN);
        }
        VerifierProcess.await("refusals", PATIENCE, () -> verifiers.allRefused(ids));
        return ids;
    }

    private List<String> watched(int many) throws IOException, InterruptedException {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            tokens.add(decisions.token());
        }
        for (String token : tokens) {
            verifiers.watch(token);
        }
        return tokens;
    }

    private List<Double> delays(Set<String> ids) throws IOException, InterruptedException {
        Map<String, Instant> decided = decisions.decided();
        List<Double> delays = new ArrayList<>();
        for (String id : ids) {
            delays.addAll(
                    since(decided.getOrDefault(id, Instant.MAX), verifiers.refusedAt(id).values()));
        }
        return delays;
    }

    private static List<Double> since(Instant from, Collection<Instant> moments) {
        return moments.stream().map(at -> Duration.between(from, at).toNanos() / 1e6).toList();
    }

    /** Cut for 3 s: what was decided meanwhile, counted from the healing, and right after it. */
    private void cutShortly(State how) throws IOException, InterruptedException {
        List<Double> during = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 0; i < SHORT_CUTS; i++) {
            String early = watched(1).getFirst();
            become(how);
            Thread.sleep(1_000);
            decisions.revoke(early);
            Thread.sleep(2_000);
            become(State.OPEN);
            Instant healed = Instant.now();
            after.addAll(revokeMany(5));
            Set<String> id = Set.of(Tokens.id(early));
            VerifierProcess.await("refusal", PATIENCE, () -> verifiers.allRefused(id));
            during.addAll(since(healed, verifiers.refusedAt(Tokens.id(early)).values()));
        }
        String cut = "cut for 3 s, " + word(how);
        print(cut + ": decided meanwhile, from healing", during);
        print(cut + ": decided right after", after);
    }

    /** Cut for 30 s: all refuse everything after 10 s, and recover. */
    private void cutLong(State how) throws IOException, InterruptedException {
        String early = watched(1).getFirst();
        Instant cut = Instant.now();
        become(how);
        decisions.revoke(early);
        VerifierProcess.await("staleness", PATIENCE, verifiers::allStale);
        List<Double> stale = since(cut, verifiers.staleSince().values());
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), cut.plusSeconds(30)).toMillis()));
        if (!verifiers.allStale()) {
            missed = true;
            System.out.println("a verifier believed tokens while it was cut off");
        }
        become(State.OPEN);
        Instant healed = Instant.now();
        List<Double> after = revokeMany(5);
        VerifierProcess.await("recovery", PATIENCE, verifiers::allFresh);
        String name = "cut for 30 s, " + word(how);
        printUnjudged(name + ": refuses everything after", stale);
        if (stale.stream().anyMatch(millis -> millis > MAX_STALENESS.toMillis() + BAR_MILLIS)) {
            missed = true;
            System.out.println("that is more than " + MAX_STALENESS.toSeconds() + " s");
        }
        printUnjudged(
                name + ": believes again after healing",
                since(healed, verifiers.freshSince().values()));
        print(name + ": decided right after", after);
    }

    private void become(State how) {
        feed.become(how);
        redis.become(how);
    }

    private static String word(State how) {
        return how.name().toLowerCase(Locale.ROOT);
    }

    private void print(String what, List<Double> millis) {
        printUnjudged(what, millis);
        if (percentile(millis, 99) >= BAR_MILLIS) {
            missed = true;
            System.out.printf("that is not below %.0f ms%n", BAR_MILLIS);
        }
    }

    private static void printUnjudged(String what, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "%-46s %7d %8.1f %8.1f %8.1f%n",
                what,
                millis.size(),
                percentile(millis, 50),
                percentile(millis, 99),
                percentile(millis, 100));
    }

    private static double percentile(List<Double> values, double percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
