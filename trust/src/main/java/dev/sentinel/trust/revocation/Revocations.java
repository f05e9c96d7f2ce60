package dev.sentinel.trust.revocation;

import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * All revocations in force, in memory; read on every request, written by whoever follows a source,
 * also by several at once.
 *
 * <p>What was heard is only ever added to: no source can take a revocation back. It knows its own
 * age, too: when no source has confirmed for the allowed staleness that nothing is missing here, it
 * is no longer {@link #fresh} and its verifier refuses tokens (fail closed).
 */
public final class Revocations {
    private static final int SWEEP_EVERY = 1_000;

    private final Clock clock;
    private final Duration maxStaleness;
    private final Map<Key, Mark> marks = new ConcurrentHashMap<>();
    private final AtomicReference<Position> position = new AtomicReference<>(Position.START);
    private final AtomicReference<Instant> heardAt = new AtomicReference<>(Instant.MIN);
    private final AtomicLong applied = new AtomicLong();
    private final List<Consumer<Revocation>> told = new CopyOnWriteArrayList<>();

    private Revocations(Clock clock, Duration maxStaleness) {
        this.clock = clock;
        this.maxStaleness = maxStaleness;
    }

    /** Stale until first heard from, and again after {@code maxStaleness} of silence. */
    public static Revocations following(Clock clock, Duration maxStaleness) {
        return new Revocations(clock, maxStaleness);
    }

    /** Takes in the next revocation of a source that tells all of them in order. */
    public void apply(Revocation revocation) {
        remember(revocation);
        advance(revocation.position());
    }

    /** The source answered just now, with or without news, and nothing is missing here. */
    public void heard() {
        heard(clock.instant());
    }

    /** Takes in an answer of the feed to a question that was asked then. */
    void take(FeedPiece piece, Instant asked) {
        piece.revocations().forEach(this::remember);
        if (piece.snapshot()) {
            position.set(piece.through());
        } else {
            advance(piece.through());
        }
        if (piece.isComplete()) {
            heard(moment(piece, asked));
        }
    }

    /**
     * Takes in an entry of the stream. It is believed to be the next one only when it says so
     * itself; else something before it has not been heard here, and only the feed can tell what.
     */
    void take(StreamEntry entry) {
        switch (entry) {
            case StreamEntry.Revoked(var revocation, var previous) -> {
                remember(revocation);
                position.updateAndGet(at -> at.equals(previous) ? revocation.position() : at);
            }
            case StreamEntry.Heartbeat(var latest, var at) -> {
                if (position.get().equals(latest)) {
                    // Never later than it was said: an old heartbeat that is told again, or a
                    // stream that stands still, keeps nobody fresh.
                    heard(at.isBefore(clock.instant()) ? at : clock.instant());
                }
            }
        }
    }

    /** Whether the last word from a source is recent enough. */
    public boolean fresh() {
        Instant heard = heardAt.get();
        return heard.isAfter(Instant.MIN) && heard.plus(maxStaleness).isAfter(clock.instant());
    }

    /** The last place up to which nothing is missing here. */
    public Position position() {
        return position.get();
    }

    /** Its number. */
    public long sequence() {
        return position.get().sequence();
    }

    /** How long silence may last before nothing is believed any more. */
    public Duration maxStaleness() {
        return maxStaleness;
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

    /** From now on tells of each revocation, when it is in force here. Quick, and never failing. */
    void tell(Consumer<Revocation> listener) {
        told.add(listener);
    }

    Instant now() {
        return clock.instant();
    }

    private boolean hitsLink(String id, VerifiedToken token) {
        return hits(new Key(false, id), token);
    }

    private boolean hits(Key key, VerifiedToken token) {
        Mark mark = marks.get(key);
        // Token times are whole seconds, so one of the same second counts as issued before.
        return mark != null && !token.issuedAt().isAfter(mark.notBefore());
    }

    /** Repeats and reorderings do no harm. */
    private void remember(Revocation revocation) {
        if (revocation.expiresAt().isAfter(clock.instant())) {
            marks.merge(
                    new Key(revocation.kind() == Kind.PRINCIPAL, revocation.id()),
                    new Mark(revocation.notBefore(), revocation.expiresAt()),
                    Mark::stricter);
            told.forEach(listener -> listener.accept(revocation));
        }
        if (applied.incrementAndGet() % SWEEP_EVERY == 0) {
            sweep();
        }
    }

    private void advance(Position through) {
        position.updateAndGet(at -> through.sequence() > at.sequence() ? through : at);
    }

    private void heard(Instant moment) {
        heardAt.accumulateAndGet(moment, Mark::later);
    }

    /** When identity said so, by its own clock, but within the time of the question. */
    private Instant moment(FeedPiece piece, Instant asked) {
        Instant now = clock.instant();
        Instant said = piece.now().isAfter(now) ? now : piece.now();
        return Mark.later(said, asked);
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
