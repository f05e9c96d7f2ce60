package dev.sentinel.trust.revocation;

import static dev.sentinel.trust.revocation.TestLog.NOW;
import static dev.sentinel.trust.revocation.TestLog.SEAL;
import static dev.sentinel.trust.revocation.TestLog.at;
import static dev.sentinel.trust.revocation.TestLog.entry;
import static dev.sentinel.trust.revocation.TestLog.piece;
import static dev.sentinel.trust.revocation.TestLog.revoked;
import static dev.sentinel.trust.revocation.TestLog.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.StreamEntry.Heartbeat;
import dev.sentinel.trust.revocation.TestLog.StandingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verifier believes of the feed and of Redis (DESIGN.md section 5). */
final class RevocationsTest {
    private final StandingClock clock = new StandingClock();
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));

    @BeforeEach
    void theFeedHasToldWhatIsInForce() {
        revocations.take(piece(41), NOW);
    }

    @Test
    void theNextEntryOfTheStreamMovesThePosition() {
        revocations.take(entry(42, "bot"));

        assertThat(revocations.position()).isEqualTo(at(42));
        assertThat(revocations.covers(token("bot"))).isTrue();
    }

    /** What is missing in the stream only the feed can tell; what is there counts all the same. */
    @Test
    void aGapInTheStreamLeavesThePositionToTheFeed() {
        revocations.take(entry(43, "bot"));

        assertThat(revocations.position()).isEqualTo(at(41));
        assertThat(revocations.covers(token("bot"))).isTrue();

        revocations.take(
                piece(43, revoked(42, Kind.PRINCIPAL, "other"), revoked(43, Kind.PRINCIPAL, "bot")),
                NOW);
        assertThat(revocations.position()).isEqualTo(at(43));
        assertThat(revocations.covers(token("other"))).isTrue();
    }

    /** The same number with another stamp is of a database before a restore. */
    @Test
    void anEntryOfAnotherHistoryDoesNotMoveThePosition() {
        revocations.take(
                new StreamEntry.Revoked(
                        revoked(42, Kind.PRINCIPAL, "bot"), new Position(41, "another")));

        assertThat(revocations.position()).isEqualTo(at(41));
    }

    @Test
    void aHeartbeatOfTheStreamKeepsFreshWhoMissesNothing() {
        clock.move(Duration.ofSeconds(9));
        revocations.take(new Heartbeat(at(41), clock.instant()));
        clock.move(Duration.ofSeconds(9));

        assertThat(revocations.fresh()).isTrue();
    }

    @Test
    void aHeartbeatBeyondThePositionKeepsNobodyFresh() {
        clock.move(Duration.ofSeconds(9));
        revocations.take(new Heartbeat(at(42), clock.instant()));
        clock.move(Duration.ofSeconds(1));

        assertThat(revocations.fresh()).isFalse();
    }

    /** Who holds Redis could tell a heartbeat again and again while revocations are kept back. */
    @Test
    void anOldHeartbeatToldAgainKeepsNobodyFresh() {
        Heartbeat old = new Heartbeat(at(41), NOW.plusSeconds(1));
        clock.move(Duration.ofSeconds(11));
        revocations.take(old);

        assertThat(revocations.fresh()).isFalse();
    }

    @Test
    void aHeartbeatFromAClockThatIsAheadCountsFromNow() {
        revocations.take(new Heartbeat(at(41), NOW.plusSeconds(3_600)));
        clock.move(Duration.ofSeconds(11));

        assertThat(revocations.fresh()).isFalse();
    }

    /** An answer counts from when identity gave it, not from when it arrived. */
    @Test
    void aDelayedAnswerOfTheFeedIsAsOldAsItIs() {
        clock.move(Duration.ofSeconds(9));
        revocations.take(piece(41), NOW);
        clock.move(Duration.ofSeconds(2));

        assertThat(revocations.fresh()).isFalse();
    }

    @Test
    void aPieceThatIsNotTheLastKeepsNobodyFresh() {
        clock.move(Duration.ofSeconds(11));
        revocations.take(
                new FeedPiece(List.of(), at(41), 57, false, clock.instant()), clock.instant());

        assertThat(revocations.fresh()).isFalse();
    }

    @Test
    void aSnapshotTakesUpTheOtherHistoryAndForgetsNoRevocation() {
        revocations.take(entry(42, "bot"));
        Position restored = new Position(12, "another");
        revocations.take(new FeedPiece(List.of(), restored, 12, true, NOW), NOW);

        assertThat(revocations.position()).isEqualTo(restored);
        assertThat(revocations.covers(token("bot"))).isTrue();
    }

    @Test
    void aLaterRevocationOfTheSameNeverWeakensAnEarlierOne() {
        revocations.take(entry(42, "bot"));
        revocations.take(
                new StreamEntry.Revoked(
                        new Revocation(
                                at(43), Kind.PRINCIPAL, "bot", Instant.EPOCH, NOW.plusSeconds(9)),
                        at(42)));

        assertThat(revocations.covers(token("bot"))).isTrue();
        clock.move(Duration.ofSeconds(60));
        assertThat(revocations.covers(token("bot"))).isTrue();
    }

    @Test
    void whatIsNotSealedWithOurKeyIsNotRead() {
        StreamEntry entry = entry(42, "bot");
        Map<String, String> good = entry.sealed(SEAL);
        Map<String, String> altered = new HashMap<>(good);
        altered.computeIfPresent("entry", (_, json) -> json.replace("bot", "cat"));

        assertThat(StreamEntry.open(good, SEAL)).contains(entry);
        assertThat(StreamEntry.open(altered, SEAL)).isEmpty();
        assertThat(StreamEntry.open(Map.of(), SEAL)).isEmpty();
        assertThat(StreamEntry.open(good, new StreamSeal(new Secret("another key")))).isEmpty();
    }

    @Test
    void aHeartbeatIsReadAsItWasWritten() {
        StreamEntry beat = new Heartbeat(at(41), NOW);

        assertThat(StreamEntry.open(beat.sealed(SEAL), SEAL)).contains(beat);
    }
}
