package dev.sentinel.identity.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.identity.testing.UnheardRevocations;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.FeedPiece;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.RevocationFeed;
import dev.sentinel.trust.revocation.RevocationFollower;
import dev.sentinel.trust.revocation.RevocationStreamFollower;
import dev.sentinel.trust.revocation.StreamEntry;
import dev.sentinel.trust.revocation.StreamSeal;
import dev.sentinel.trust.token.Confirmation;
import dev.sentinel.trust.token.VerifiedToken;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of verifiers when Redis is lost, rows are purged, or a backup is restored. */
final class RevocationHistoryTest {
    private static final String VERIFIER = ServiceKeys.header("verifier", TestPlatform.SERVICE_KEY);
    private static final StreamSeal SEAL = new StreamSeal(TestPlatform.SERVICE_KEY);

    private final Instant now = Instant.now();
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final TestRedis redisServer = TestRedis.separate();
    private final String redisUrl = redisServer.url();
    private final TestPlatform platform = new TestPlatform(stores, redisUrl, Options.USUAL);
    private final Database database = platform.database;
    private final RevocationLog log =
            new RevocationLog(database, Clock.systemUTC(), new UnheardRevocations());
    private final Revocations revocations =
            new Revocations(database, log, Duration.ofHours(1), Clock.systemUTC());

    @AfterEach
    void close() {
        platform.close();
        stores.close();
        redisServer.close();
    }

    @Test
    void whoCannotTakeARevocationInIsToldAgain() {
        AtomicInteger told = new AtomicInteger();
        try (RevocationLog read =
                new RevocationLog(database, Clock.systemUTC(), new Clumsy(told))) {
            read.start();
            Revocation decided = revokedPrincipal();

            await().until(() -> read.seen() == decided.sequence());
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void aStreamIsBegunAgainWhereSomebodyHasPutSomethingElse() {
        Revocation decided = revokedPrincipal();
        await().until(() -> published().contains(decided.sequence()));
        platform.redis.call(redis -> redis.set(StreamEntry.KEY, "not a stream"));

        await().ignoreException(RedisCommandExecutionException.class)
                .until(() -> published().contains(decided.sequence()));
    }

    /** Trips over the first one. */
    private record Clumsy(AtomicInteger told) implements RevocationLog.Listener {
        @Override
        public void revoked(LoggedRevocation revocation) {
            if (told.getAndIncrement() == 0) {
                throw new StackOverflowError("the first time");
            }
        }

        @Override
        public void startedOver() {}

        @Override
        public void upToDate() {}
    }

    private Revocation revoked(BiFunction<Revocations, Tx, Revocation> decision) {
        return database.transaction(tx -> decision.apply(revocations, tx));
    }

    private Revocation revokedPrincipal() {
        return revoked((decide, tx) -> decide.principal(tx, UUID.randomUUID()));
    }

    private FeedPiece feed(Position after) throws IOException {
        String query = "?after=%d&stamp=%s&wait=0".formatted(after.sequence(), after.stamp());
        return FeedPiece.read(
                platform.send(
                                HttpRequest.newBuilder(platform.uri("/api/v1/revocations" + query))
                                        .header("Authorization", VERIFIER))
                        .body()
                        .getBytes(StandardCharsets.UTF_8));
    }

    private List<StreamEntry> stream() {
        return platform.redis.call(redis ->
                redis.xrange(StreamEntry.KEY, Range.unbounded()).stream()
                        .flatMap(entry -> StreamEntry.open(entry.getBody(), SEAL).stream())
                        .toList());
    }

    private List<Long> published() {
        return stream().stream()
                .filter(StreamEntry.Revoked.class::isInstance)
                .map(entry -> ((StreamEntry.Revoked) entry).revocation().sequence())
                .toList();
    }

    /** As if a backup of before this revocation had been restored. */
    private void restoreTo(Revocation last) {
        try (Database owner = stores.openAsOwner()) {
            owner.inTransaction(tx -> {
                tx.execute("DELETE FROM identity.revocation WHERE seq > ?", last.sequence());
                tx.execute(
                        "UPDATE identity.revocation_head SET seq = ?, stamp = ?::uuid",
                        last.sequence(),
                        last.position().stamp());
            });
        }
    }

    private RevocationFollower following(dev.sentinel.trust.revocation.Revocations known) {
        RevocationFollower follower =
                new RevocationFollower(
                        new RevocationFeed(platform.uri("/api/v1/revocations"), () -> VERIFIER),
                        known);
        follower.start();
        return follower;
    }

    private static dev.sentinel.trust.revocation.Revocations verifier() {
        return dev.sentinel.trust.revocation.Revocations.following(
                Clock.systemUTC(), Duration.ofSeconds(10));
    }

    @Test
    void everyProcessPublishesAndTheStreamHasEachOnceInOrder() {
        try (TestPlatform other = new TestPlatform(stores, redisUrl, Options.USUAL)) {
            assertThat(other.get("/health").status()).isEqualTo(200);
            List<Long> decided =
                    List.of(
                            revokedPrincipal().sequence(),
                            revokedPrincipal().sequence(),
                            revokedPrincipal().sequence());

            await().untilAsserted(() -> assertThat(published()).isEqualTo(decided));
        }
    }

    @Test
    void heartbeatsGoOn() {
        Revocation last = revokedPrincipal();

        await().until(() ->
                stream().stream()
                                .filter(entry ->
                                        entry instanceof StreamEntry.Heartbeat(var latest, _)
                                                && latest.equals(last.position()))
                                .count()
                        >= 2);
    }

    @Test
    void aStreamThatWasLostIsRebuiltFromTheDatabase() {
        List<Long> decided = List.of(revokedPrincipal().sequence(), revokedPrincipal().sequence());
        await().untilAsserted(() -> assertThat(published()).isEqualTo(decided));

        platform.redis.call(redis -> redis.del(StreamEntry.KEY));

        await().untilAsserted(() -> assertThat(published()).isEqualTo(decided));
    }

    /** Whoever writes an entry of the highest id blocks the stream, until identity looks. */
    @Test
    void aStreamThatSomebodyElseWroteToIsBegunAgain() {
        Revocation first = revokedPrincipal();
        await().untilAsserted(() -> assertThat(published()).contains(first.sequence()));
        platform.redis.call(redis ->
                redis.xadd(
                        StreamEntry.KEY,
                        new XAddArgs().id("999999999-0"),
                        Map.of("entry", Json.text(first.json()), "seal", "forged")));

        Revocation second = revokedPrincipal();

        await().untilAsserted(() ->
                assertThat(published()).containsExactly(first.sequence(), second.sequence()));
    }

    @Test
    void whoReadsOnFromAKnownPositionGetsNoSnapshot() throws IOException {
        Revocation first = revokedPrincipal();
        Revocation second = revokedPrincipal();

        FeedPiece piece = feed(first.position());

        assertThat(piece.snapshot()).isFalse();
        assertThat(piece.revocations()).containsExactly(second);
        assertThat(piece.through()).isEqualTo(second.position());
        assertThat(feed(second.position()).revocations()).isEmpty();
    }

    /** The same number with another stamp is of a database before a restore. */
    @Test
    void aRestoredDatabaseIsNoticedAlsoWhenItHasCountedOn() throws IOException {
        Revocation kept = revokedPrincipal();
        Revocation lost = revokedPrincipal();
        restoreTo(kept);
        Revocation again = revokedPrincipal();
        assertThat(again.sequence()).isEqualTo(lost.sequence());

        FeedPiece piece = feed(lost.position());

        assertThat(piece.snapshot()).isTrue();
        assertThat(piece.revocations()).containsExactly(kept, again);
        assertThat(piece.through()).isEqualTo(again.position());
    }

    @Test
    void verifiersAndTheStreamFollowARestoredDatabase() {
        Revocation kept = revokedPrincipal();
        revokedPrincipal();
        Revocation lost = revokedPrincipal();
        dev.sentinel.trust.revocation.Revocations known = verifier();
        try (Redis redis = Redis.open(redisUrl);
                RevocationStreamFollower stream = new RevocationStreamFollower(redis, SEAL, known);
                RevocationFollower _ = following(known)) {
            stream.start();
            await().until(() -> known.position().equals(lost.position()));

            restoreTo(kept);
            Revocation after = revokedPrincipal();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> known.position().equals(after.position()));
            assertThat(known.fresh()).isTrue();
            await().untilAsserted(() ->
                    assertThat(published()).containsExactly(kept.sequence(), after.sequence()));
        }
    }

    /** What came after it may be partly gone as well: begin anew, miss nothing. */
    @Test
    void whoStandsWhereAllIsPurgedGetsASnapshot() throws IOException {
        Revocation old = revokedPrincipal();
        Revocation alsoOld = revokedPrincipal();
        Revocation young = revokedPrincipal();
        try (Database owner = stores.openAsOwner()) {
            owner.inTransaction(tx ->
                    tx.execute(
                            "UPDATE identity.revocation SET expires_at = ? WHERE seq <= ?",
                            now.minusSeconds(1),
                            alsoOld.sequence()));
        }
        log.purge();

        assertThat(feed(old.position()).snapshot()).isTrue();
        assertThat(feed(old.position()).revocations()).containsExactly(young);
        assertThat(feed(alsoOld.position()).snapshot()).isFalse();
        assertThat(feed(young.position()).snapshot()).isFalse();
    }

    @Test
    void anEmptyLogHasAPositionToWaitAt() throws IOException {
        FeedPiece first = feed(Position.START);

        assertThat(first.snapshot()).isTrue();
        assertThat(first.revocations()).isEmpty();
        assertThat(feed(first.through()).snapshot()).isFalse();
        Revocation one = revokedPrincipal();
        assertThat(feed(first.through()).snapshot()).isFalse();
        assertThat(feed(first.through()).revocations()).containsExactly(one);
    }

    @Test
    void everyKindIsToldAndHitsWhatRestsOnIt() throws IOException {
        List<Revocation> decided =
                List.of(
                        revoked((decide, tx) -> decide.session(tx, "session-1")),
                        revoked((decide, tx) -> decide.family(tx, "family-1")),
                        revoked((decide, tx) -> decide.chain(tx, "delegation-1")),
                        revoked((decide, tx) ->
                                decide.credential(tx, UUID.randomUUID(), UUID.randomUUID())),
                        revoked((decide, tx) ->
                                decide.token(
                                        tx, "token-1", UUID.randomUUID(), now.plusSeconds(60))));

        assertThat(feed(Position.START).revocations()).isEqualTo(decided);
        for (Revocation each : decided) {
            assertThat(revocations.hits(token("bot", each.id()))).as(each.kind().word()).isTrue();
        }
        assertThat(revocations.hits(token("bot", "delegation-2"))).isFalse();
        Revocation principal = revokedPrincipal();
        assertThat(principal.kind()).isEqualTo(Kind.PRINCIPAL);
        assertThat(revocations.hits(token(principal.id(), "delegation-2"))).isTrue();
        assertThat(revocations.hits(token("bot", principal.id()))).isFalse();
    }

    private VerifiedToken token(String agent, String link) {
        return new VerifiedToken(
                new Principal.Agent(agent, "acme", Set.of(), List.of()),
                "token-9",
                Optional.empty(),
                List.of(agent),
                false,
                Set.of(link),
                Confirmation.NONE,
                List.of("sentinel"),
                now.minusSeconds(60),
                now.plusSeconds(3_600));
    }

    /** Redis is away: the feed goes on. The feed is away: Redis does. */
    @Test
    void eitherWayAloneKeepsAVerifierFresh() {
        dev.sentinel.trust.revocation.Revocations known = verifier();
        try (Redis redis = Redis.open(redisUrl);
                RevocationStreamFollower stream =
                        new RevocationStreamFollower(redis, SEAL, known)) {
            stream.start();
            RevocationFollower feed = following(known);
            await().until(known::fresh);

            redisServer.stop();
            Revocation byFeed = revokedPrincipal();
            await().until(() -> known.position().equals(byFeed.position()));
            redisServer.start();
            // The test's own connection has to find Redis again, too.
            await().ignoreException(Unavailable.class)
                    .untilAsserted(() -> assertThat(published()).contains(byFeed.sequence()));

            feed.close();
            Revocation byStream = revokedPrincipal();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> known.position().equals(byStream.position()));
            assertThat(known.fresh()).isTrue();
        }
    }
}
