package dev.sentinel.trust.revocation;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.token.Confirmation;
import dev.sentinel.trust.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a log of identity would say, and a clock that stands until it is moved. */
final class TestLog {
    static final Instant NOW = Instant.parse("2026-06-05T10:00:00Z");
    static final Secret SERVICE_KEY = new Secret("a-key-of-thirty-two-characters-ok");
    static final StreamSeal SEAL = new StreamSeal(SERVICE_KEY);

    private TestLog() {}

    static Position at(long sequence) {
        return new Position(sequence, "00000000-0000-0000-0000-%012d".formatted(sequence));
    }

    static Revocation revoked(long sequence, Kind kind, String id) {
        return new Revocation(at(sequence), kind, id, NOW.plusMillis(1), NOW.plusSeconds(3_900));
    }

    static StreamEntry entry(long sequence, String principal) {
        return new StreamEntry.Revoked(
                revoked(sequence, Kind.PRINCIPAL, principal), at(sequence - 1));
    }

    static FeedPiece piece(long through, Revocation... revocations) {
        return new FeedPiece(List.of(revocations), at(through), through, false, NOW);
    }

    static VerifiedToken token(String agent) {
        return new VerifiedToken(
                new Principal.Agent(agent, "acme", Set.of(), List.of()),
                "token-of-" + agent,
                Optional.of("credential-of-" + agent),
                List.of(agent),
                false,
                Set.of("delegation-to-" + agent),
                Confirmation.NONE,
                List.of("sentinel"),
                NOW,
                NOW.plusSeconds(3_600));
    }

    static final class StandingClock extends Clock {
        private final AtomicBoolean broken = new AtomicBoolean();
        private volatile Instant now = NOW;

        void move(Duration by) {
            now = now.plus(by);
        }

        /** Whoever asks next is not told the time. */
        void breakOnce() {
            broken.set(true);
        }

        @Override
        public Instant instant() {
            if (broken.compareAndSet(true, false)) {
                throw new StackOverflowError("a broken clock");
            }
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }
    }
}
