package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.identity.testing.UnheardRevocations;
import dev.sentinel.identity.token.Clients.Known;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients in memory, while the database does not answer. */
class ClientsTest {
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final TestPlatform platform =
            new TestPlatform(stores, TestRedis.fresh(), Options.USUAL);
    private final AgentId bot = new AgentId(UUID.fromString(platform.hasAgent("agents:read")));
    private final AtomicInteger statements = new AtomicInteger();
    private final Database impatient =
            Database.open(
                    answering(stores.app(), Duration.ofSeconds(3)),
                    (_, _) -> statements.incrementAndGet());
    private final RevocationLog log =
            new RevocationLog(impatient, Clock.systemUTC(), new UnheardRevocations());
    private final Clients clients = new Clients(impatient);

    @AfterEach
    void close() {
        impatient.close();
        platform.close();
        stores.close();
    }

    @Test
    void whoAsksForTheSameClientSharesTheWaitForADatabaseThatHangs() throws Exception {
        try (Lock _ = new Lock(stores)) {
            List<CompletableFuture<Known>> asking =
                    IntStream.range(0, 5).mapToObj(_ -> finding()).toList();

            assertThat(asking)
                    .allSatisfy(each ->
                            assertThatThrownBy(each::join).hasCauseInstanceOf(Unavailable.class));
            assertThat(statements).hasValue(1);
        }
        assertThat(clients.find(bot, log).client()).isPresent();
    }

    /** Revocations are followed on, and who asks after one is told of the client as it is then. */
    @Test
    void aReadingThatHangsIsForgottenToo() throws Exception {
        CompletableFuture<Known> before;
        CompletableFuture<Known> after;
        try (Lock lock = new Lock(stores)) {
            before = finding();
            await().until(() -> lock.waiting() == 1);
            clients.forget(UUID.fromString(bot.toString()));
            assertThat(before).isNotDone();

            after = finding();
            await().until(() -> lock.waiting() == 2);
            assertThat(clients.remembered(bot, log)).isEmpty();
        }
        assertThat(before.join().client()).isPresent();
        assertThat(after.join().client()).isPresent();
        assertThat(clients.remembered(bot, log)).isPresent();
    }

    private CompletableFuture<Known> finding() {
        return CompletableFuture.supplyAsync(
                () -> clients.find(bot, log), Thread::startVirtualThread);
    }

    private static DatabaseConfig answering(DatabaseConfig usual, Duration answer) {
        return new DatabaseConfig(
                usual.jdbcUrl(),
                usual.user(),
                usual.password(),
                usual.poolSize(),
                usual.patience(),
                answer);
    }

    /** Nobody can read agents meanwhile. */
    private static final class Lock implements AutoCloseable {
        private final CountDownLatch end = new CountDownLatch(1);
        private final Database owner;
        private final CompletableFuture<Void> holding;

        Lock(TestDatabase stores) throws InterruptedException {
            owner = stores.openAsOwner();
            CountDownLatch held = new CountDownLatch(1);
            holding =
                    CompletableFuture.runAsync(
                            () ->
                                    owner.inTransaction(tx -> {
                                        tx.execute(
                                                "LOCK TABLE identity.agent IN ACCESS EXCLUSIVE MODE");
                                        held.countDown();
                                        awaitEnd();
                                    }),
                            Thread::startVirtualThread);
            held.await();
        }

        private void awaitEnd() {
            try {
                end.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        long waiting() {
            return owner.read(tx ->
                            tx.one(
                                    row -> row.getLong(1),
                                    """
                                    SELECT count(*) FROM pg_locks
                                     WHERE relation = 'identity.agent'::regclass AND NOT granted
                                    """))
                    .orElseThrow();
        }

        @Override
        public void close() {
            end.countDown();
            holding.join();
        }
    }
}
