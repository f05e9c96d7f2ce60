package dev.sentinel.trust.revocation;

import static dev.sentinel.trust.revocation.TestLog.NOW;
import static dev.sentinel.trust.revocation.TestLog.piece;
import static dev.sentinel.trust.revocation.TestLog.revoked;
import static dev.sentinel.trust.revocation.TestLog.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.trust.revocation.OpenStreams.End;
import dev.sentinel.trust.revocation.OpenStreams.Registration;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.TestLog.StandingClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream ends with the token that opened it (DESIGN.md section 5, "open streams included"). */
final class OpenStreamsTest {
    private final StandingClock clock = new StandingClock();
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final OpenStreams streams = new OpenStreams(revocations, clock, 2);
    private final List<End> ends = new CopyOnWriteArrayList<>();

    @BeforeEach
    void fresh() {
        revocations.take(piece(0), NOW);
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void whoHoldsTheStreamIsToldOnceWhateverOfItsTokenIsRevoked() {
        long sequence = 0;
        for (Revocation each :
                List.of(
                        revoked(1, Kind.TOKEN, "token-of-bot1"),
                        revoked(2, Kind.CREDENTIAL, "credential-of-bot2"),
                        revoked(3, Kind.PRINCIPAL, "bot3"),
                        revoked(4, Kind.CHAIN, "delegation-to-bot4"))) {
            sequence++;
            List<End> mine = new CopyOnWriteArrayList<>();
            assertThat(streams.register(token("bot" + sequence), mine::add)).isPresent();

            revocations.apply(each);
            revocations.apply(each);

            await().untilAsserted(() -> assertThat(mine).containsExactly(End.REVOKED));
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void otherStreamsGoOn() {
        assertThat(streams.register(token("bot"), ends::add)).isPresent();
        assertThat(streams.register(token("other"), _ -> {})).isPresent();

        revocations.apply(revoked(1, Kind.PRINCIPAL, "other"));

        await().until(() -> streams.size() == 1);
        assertThat(ends).isEmpty();
    }

    /** Between the verification of the token and the registration of its stream. */
    @Test
    void aTokenThatWasRevokedJustBeforeEndsAtOnce() {
        revocations.apply(revoked(1, Kind.PRINCIPAL, "bot"));

        assertThat(streams.register(token("bot"), ends::add)).isPresent();

        await().untilAsserted(() -> assertThat(ends).containsExactly(End.REVOKED));
    }

    @Test
    void aStreamDoesNotOutliveItsToken() {
        assertThat(streams.register(token("bot"), ends::add)).isPresent();

        clock.move(Duration.ofHours(1));

        await().untilAsserted(() -> assertThat(ends).containsExactly(End.EXPIRED));
    }

    /** Fail closed, as for every new request. */
    @Test
    void silenceOfTheSourcesEndsStreams() {
        assertThat(streams.register(token("bot"), ends::add)).isPresent();

        clock.move(Duration.ofSeconds(11));

        await().untilAsserted(() -> assertThat(ends).containsExactly(End.UNVERIFIABLE));
    }

    @Test
    void aStreamThatCannotBeJudgedEndsAndTheOthersAreJudgedOn() {
        assertThat(streams.register(token("bot"), ends::add)).isPresent();
        clock.breakOnce();
        await().untilAsserted(() -> assertThat(ends).containsExactly(End.UNVERIFIABLE));
        assertThat(streams.register(token("bot"), ends::add)).isPresent();

        clock.move(Duration.ofHours(1));

        await().untilAsserted(
                        () -> assertThat(ends).containsExactly(End.UNVERIFIABLE, End.EXPIRED));
    }

    @Test
    void aStreamThatEndedByItselfIsNotTold() {
        Registration registration = streams.register(token("bot"), ends::add).orElseThrow();
        assertThat(streams.register(token("bot"), ends::add)).isPresent();
        registration.close();

        revocations.apply(revoked(1, Kind.PRINCIPAL, "bot"));

        await().until(() -> streams.size() == 0);
        await().untilAsserted(() -> assertThat(ends).containsExactly(End.REVOKED));
    }

    @Test
    void thereIsRoomForSoManyAndAgainWhenOneEnds() {
        Registration first = streams.register(token("bot"), ends::add).orElseThrow();
        assertThat(streams.register(token("bot"), ends::add)).isPresent();
        assertThat(streams.register(token("bot"), ends::add)).isEmpty();

        first.close();

        assertThat(streams.register(token("bot"), ends::add)).isPresent();
    }
}
