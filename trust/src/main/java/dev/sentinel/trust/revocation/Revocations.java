package dev.sentinel.trust.revocation;

import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All revocations in force, in memory; read on every request, written by whoever follows the feed.
 *
 * <p>It knows its own age: when nothing, not even a heartbeat, has been heard for the allowed
 * staleness, it is no longer {@link #fresh} and its verifier refuses tokens (fail closed).
 */
public final class Revocations {
    private static final int SWEEP_EVERY = 1_000;

    private final Clock clock;
    private final Duration maxStaleness;
    private final Map<Key, Mark> marks = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    private volatile Optional<Instant> heardAt = Optional.empty();

    private Revocations(Clock clock, Duration maxStaleness) {
        this.clock = clock;
        this.maxStaleness = maxStaleness;
    }

    /** Stale until first heard from, and again after {@code maxStaleness} of silence. */
    public static Revocations following(Clock clock, Duration maxStaleness) {
        return new Revocations(clock, maxStaleness);
    }

    /** Takes a revocation in; repeats and reorderings do no harm. */
    public void apply(Revocation revocation) {
        if (revocation.expiresAt().isAfter(clock.instant())) {
            marks.merge(
                    new Key(revocation.kind() == Kind.PRINCIPAL, revocation.id()),
                    new Mark(revocation.notBefore(), revocation.expiresAt()),
                    Mark::stricter);
        }
        sequence.accumulateAndGet(revocation.sequence(), Math::max);
        if (applied.incrementAndGet() % SWEEP_EVERY == 0) {
            sweep();
        }
    }

    /** The source answered, with or without news. */
    public void heard() {
        heardAt = Optional.of(clock.instant());
    }

    /** Whether the last word from the source is recent enough. */
    public boolean fresh() {
        Optional<Instant> heard = heardAt;
        return heard.isPresent() && heard.get().plus(maxStaleness).isAfter(clock.instant());
    }

    /** The highest sequence taken in. */
    public long sequence() {
        return sequence.get();
    }

    /**
     * Whether the token, what it was issued for or made from, or anybody in its chain is revoked.
     */
    public boolean covers(VerifiedToken token) {
        if (marks.isEmpty()) {
            return false;
        }
        if (hitsLink(token.tokenId(), token)
                || token.sessionId().filter(sid -> hitsLink(sid, token)).isPresent()) {
            return true;
        }
        for (String link : token.links()) {
            if (hitsLink(link, token)) {
                return true;
            }
        }
        for (String principal : token.chain()) {
            if (hits(new Key(true, principal), token)) {
                return true;
            }
        }
        return false;
    }

    private boolean hitsLink(String id, VerifiedToken token) {
        return hits(new Key(false, id), token);
    }

    private boolean hits(Key key, VerifiedToken token) {
        Mark mark = marks.get(key);
        // Token times are whole seconds, so one of the same second counts as issued before.
        return mark != null && !token.issuedAt().isAfter(mark.notBefore());
    }

    private void sweep() {
        Instant now = clock.instant();
        marks.values().removeIf(mark -> !mark.expiresAt().isAfter(now));
    }

    /** Tokens, credentials, sessions, families and delegations never share an id. */
    private record Key(boolean isPrincipal, String id) {}

    private record Mark(Instant notBefore, Instant expiresAt) {
        private Mark stricter(Mark other) {
            return new Mark(later(notBefore, other.notBefore), later(expiresAt, other.expiresAt));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
