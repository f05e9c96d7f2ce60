package dev.sentinel.trust.token;

import dev.sentinel.web.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The proofs that this process has taken, so that none works twice (RFC 9449 section 11.1).
 * Bounded: when there is room for no more, requests are refused rather than replays let in.
 *
 * <p>Two generations: one is filled, the one before is only asked, and both are kept longer than
 * any proof is good.
 */
final class SeenProofs {
    private static final Duration GENERATION = DpopProofs.LIFE.plus(DpopProofs.LEEWAY);

    private final int most;
    private final Clock clock;
    private Set<Fingerprint> filling = new HashSet<>();
    private Set<Fingerprint> before = new HashSet<>();
    private Instant turn;

    private record Fingerprint(long high, long low) {}

    SeenProofs(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
        this.turn = clock.instant().plus(GENERATION);
    }

    /** False when it has been taken before. */
    synchronized boolean take(String use) {
        turnOver();
        ByteBuffer hash = ByteBuffer.wrap(Sha256.digest(use.getBytes(StandardCharsets.UTF_8)));
        Fingerprint print = new Fingerprint(hash.getLong(), hash.getLong());
        if (before.contains(print) || filling.contains(print)) {
            return false;
        }
        if (filling.size() >= most) {
            throw Problem.unavailable("too many DPoP proofs at once: try again");
        }
        return filling.add(print);
    }

    private void turnOver() {
        Instant now = clock.instant();
        if (now.isBefore(turn)) {
            return;
        }
        // Nothing for two generations: what was being filled is too old as well.
        before = now.isBefore(turn.plus(GENERATION)) ? filling : new HashSet<>();
        filling = new HashSet<>();
        turn = now.plus(GENERATION);
    }
}
