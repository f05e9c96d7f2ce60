package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.base.Unavailable;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.limit.Admission;
import dev.sentinel.identity.limit.RateLimitConfig;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.UnheardRevocations;
import dev.sentinel.identity.token.IssueLedger.Entered;
import dev.sentinel.identity.token.IssueLedger.Line;
import dev.sentinel.web.Head;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IssueLedgerTest {
    private static final AgentId INVOICE_BOT = new AgentId(UUID.randomUUID());
    private static final LocalDate MONTH = LocalDate.of(2026, 11, 1);

    @AutoClose private final TestPlatform platform = new TestPlatform();

    private final RequestLimits limits = limits(0);

    @Test
    void linesThatComeTogetherShareCommits() {
        try (IssueLedger ledger = ledger(Duration.ofSeconds(10))) {
            List<CompletableFuture<Entered>> entering =
                    IntStream.range(0, 200).mapToObj(_ -> ledger.enter(line())).toList();
            ledger.start();

            assertThat(entering)
                    .allSatisfy(end -> assertThat(end.get()).isEqualTo(Entered.COMMITTED));
            assertThat(kept("SELECT tokens FROM identity.token_monthly_count")).isEqualTo(200);
            assertThat(
                            kept(
                                    """
                                    SELECT count(DISTINCT xid) FROM audit.event
                                     WHERE action = 'token.issued'
                                    """))
                    .isEqualTo(1);
        }
    }

    @Test
    void tellsWhoWaitsThatTheDatabaseIsSlowAndDropsWhatItHasNotBegun() throws Exception {
        try (IssueLedger ledger = ledger(Duration.ofSeconds(2))) {
            ledger.start();
            platform.database.inTransaction(tx -> {
                tx.one(_ -> true, "SELECT FROM identity.revocation_head FOR UPDATE");
                assertSlow(ledger.enter(line()));
                assertSlow(ledger.enter(line()));
            });

            assertThat(ledger.enter(line()).get()).isEqualTo(Entered.COMMITTED);
            // The one that the transaction had begun with, and the one after.
            assertThat(kept("SELECT tokens FROM identity.token_monthly_count")).isEqualTo(2);
        }
    }

    /** An error of a batch (a class that is missing, a stack that is full) is not the last word. */
    @Test
    void anErrorFailsItsBatchAndTheNextIsEntered() throws Exception {
        Unwell clock = new Unwell();
        try (AuditLog audit =
                        new AuditLog(
                                platform.database,
                                Actions.of(Identity.actions()),
                                clock,
                                new SecureRandom(),
                                AuditLogConfig.DEFAULT);
                IssueLedger ledger = ledger(audit, limits, Duration.ofSeconds(10))) {
            ledger.start();
            assertThatThrownBy(() -> ledger.enter(line()).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(Unavailable.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);

            assertThat(ledger.enter(line()).get()).isEqualTo(Entered.COMMITTED);
        }
    }

    private static void assertSlow(CompletableFuture<Entered> end) {
        assertThatThrownBy(end::get).hasCauseInstanceOf(Unavailable.class);
    }

    @Test
    void refusesWhoAsksTooOftenAndEntersTheRest() {
        RequestLimits three = limits(3);
        try (IssueLedger ledger = ledger(three, Duration.ofSeconds(10))) {
            List<CompletableFuture<Entered>> entering =
                    IntStream.range(0, 5)
                            .mapToObj(_ -> ledger.enter(line(Admission.of(new Unread(), three))))
                            .toList();
            ledger.start();

            assertThat(entering.stream().map(CompletableFuture::join))
                    .containsExactly(
                            Entered.COMMITTED,
                            Entered.COMMITTED,
                            Entered.COMMITTED,
                            Entered.TOO_MANY_REQUESTS,
                            Entered.TOO_MANY_REQUESTS);
            assertThat(kept("SELECT tokens FROM identity.token_monthly_count")).isEqualTo(3);
        }
    }

    private RequestLimits limits(long most) {
        return new RequestLimits(
                platform.redis,
                new RateLimitConfig(most, RateLimitConfig.MINUTE),
                _ -> false,
                Clock.systemUTC());
    }

    private IssueLedger ledger(Duration patience) {
        return ledger(limits, patience);
    }

    private IssueLedger ledger(RequestLimits limits, Duration patience) {
        return ledger(platform.audit.log(), limits, patience);
    }

    private IssueLedger ledger(AuditLog audit, RequestLimits limits, Duration patience) {
        RevocationLog revocations =
                new RevocationLog(platform.database, Clock.systemUTC(), new UnheardRevocations());
        return new IssueLedger(platform.database, audit, revocations, limits, 10_000, patience);
    }

    private Line line() {
        return line(Admission.of(new Unread(), limits));
    }

    private static Line line(Admission admission) {
        AuditEvent event =
                AuditEvent.of(TokenActions.ISSUED, "acme", Actor.agent(INVOICE_BOT.toString()));
        return new Line(
                INVOICE_BOT,
                new CredentialId(UUID.randomUUID()),
                Optional.empty(),
                MONTH,
                0,
                admission,
                event);
    }

    private long kept(String sql) {
        return platform.database.read(tx -> tx.one(row -> row.getLong(1), sql).orElseThrow());
    }

    /** Tells the time, but not when it is asked first. */
    private static final class Unwell extends Clock {
        private final AtomicBoolean asked = new AtomicBoolean();

        @Override
        public Instant instant() {
            if (asked.compareAndSet(false, true)) {
                throw new StackOverflowError("the first time");
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }
    }

    /** Nothing of the request itself is looked at here. */
    private record Unread() implements Head {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/api/v1/token";
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }
    }
}
