package dev.sentinel.audit.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.erase.ApproveOutcome.AlreadyErased;
import dev.sentinel.audit.erase.ApproveOutcome.Erased;
import dev.sentinel.audit.erase.ApproveOutcome.NoSuchErasure;
import dev.sentinel.audit.erase.ApproveOutcome.SamePerson;
import dev.sentinel.audit.erase.ApproveOutcome.TooLate;
import dev.sentinel.audit.erase.AskOutcome.Asked;
import dev.sentinel.audit.erase.AskOutcome.NobodyKnown;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.audit.log.PersonalRow;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.ExportedLog;
import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ErasuresTest {
    private static final Decider BOB = decider("bob", "bob@acme.test");
    private static final Decider CAROL = decider("carol", "carol@acme.test");

    private final TestLog platform = new TestLog();
    private final AuditQueries queries = new AuditQueries(platform.database);
    private final Erasures erasures =
            new Erasures(
                    platform.database,
                    platform.log,
                    new Ids(platform.clock, new SecureRandom()),
                    platform.clock);

    @BeforeEach
    void now() {
        // The database holds its own clock against ours.
        platform.clock.set(Instant.now().toString());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aPersonsFieldsGoAndTheLogStillProves() throws IOException {
        Entry byAlice = platform.log.commit(TestLog.created("invoice-bot"));
        Entry toAlice = platform.log.commit(changed("alice", "alice@acme.test"));
        Entry byOthers = platform.log.commit(changed("dave", "dave@acme.test"));
        platform.sequencer.integrate();

        assertThat(erase("alice")).isEqualTo(new Erased(2));
        platform.sequencer.integrate();

        AuditEvent did = found(byAlice).event();
        assertThat(did.origin().ip()).isEmpty();
        assertThat(did.origin().requestId()).contains("req-1");
        assertThat(did.after()).containsEntry("email", "invoice-bot@acme.test");
        AuditEvent suffered = found(toAlice).event();
        assertThat(suffered.origin().ip()).contains("198.51.100.9");
        assertThat(suffered.after()).doesNotContainKey("email").containsEntry("version", "2");
        assertThat(found(byAlice).erased()).isTrue();
        assertThat(found(byOthers)).isEqualTo(byOthers);
        assertThat(
                        new Verifier(List.of(platform.key.publicKey()))
                                .verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.erased()).isEqualTo(2));
        assertThat(verifiedExport())
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.erased()).isEqualTo(2));
    }

    @Test
    void theLogListsWhatWentWhoAskedAndWhoApproved() {
        Entry byAlice = platform.log.commit(TestLog.created("invoice-bot"));
        Erasure asked = asked("alice", "she left", List.of(), BOB);
        erasures.approve(asked.id(), CAROL);

        List<Entry> told = queries.next(AuditQuery.all("acme").of("alice"), 10);
        assertThat(told)
                .extracting(entry -> entry.event().action())
                .startsWith("personal.erased", "erasure.requested");
        AuditEvent erased = told.getFirst().event();
        assertThat(erased.actor()).isEqualTo(Actor.person("carol"));
        assertThat(erased.metadata())
                .containsEntry("requestedBy", "bob")
                .containsEntry("erasureId", asked.id().toString())
                .containsEntry("actor", List.of(byAlice.id().toString()));
    }

    /**
     * An address has few values: whoever has the salt finds it by trying, whoever has not cannot.
     */
    @Test
    void withTheSaltAnAddressCouldBeFoundSoTheSaltGoes() {
        Entry byAlice = platform.log.commit(TestLog.created("invoice-bot"));
        String committed = column("SELECT encode(actor_personal, 'hex') FROM audit.event");
        String salt =
                column("SELECT encode(salt, 'hex') FROM audit.personal WHERE about = 'actor'");
        assertThat(addresses(salt)).contains(committed);

        erase("alice");

        assertThat(
                        column(
                                "SELECT encode(actor_personal, 'hex') FROM audit.event WHERE id = '"
                                        + byAlice.id()
                                        + "'"))
                .isEqualTo(committed);
        assertThat(
                        column(
                                """
                                SELECT string_agg(p::text, '') FROM (
                                    SELECT e::text FROM audit.event e UNION ALL
                                    SELECT p::text FROM audit.personal p UNION ALL
                                    SELECT e::text FROM audit.erasure e) AS p
                                """))
                .doesNotContain(salt)
                .doesNotContain("192.0.2.7");
        assertThat(addresses("")).doesNotContain(committed);
    }

    @Test
    void valuesInEventsOfOthersGoWithThePersonAndAreForgottenThen() {
        Entry owned =
                platform.log.commit(
                        AuditEvent.of(TestLog.CREATED, "acme", Actor.person("dave"))
                                .on("agent", "invoice-bot")
                                .after(Map.of("email", "Alice@ACME.test")));
        Entry similar =
                platform.log.commit(
                        AuditEvent.of(TestLog.CREATED, "acme", Actor.person("dave"))
                                .on("agent", "other-bot")
                                .after(Map.of("email", "not-alice@acme.test")));
        Erasure asked = asked("alice", "she left", List.of("alice@acme.test"), BOB);

        assertThat(erasures.approve(asked.id(), CAROL)).isEqualTo(new Erased(1));
        assertThat(found(owned).event().after()).isEmpty();
        assertThat(found(similar)).isEqualTo(similar);
        assertThat(column("SELECT also_known_as::text FROM audit.erasure")).isEqualTo("{}");
    }

    @Test
    void whatWasDoneForThePersonAndWhatNobodyKnownDidToHerGoesToo() {
        Entry forAlice =
                platform.log.commit(
                        AuditEvent.of(
                                        TestLog.CREATED,
                                        "acme",
                                        Actor.agent("bot").actingFor(List.of("alice")))
                                .from(desk()));
        Entry failed =
                platform.log.commit(
                        AuditEvent.of(SecurityActions.LOGIN, "acme", Actor.anonymous())
                                .on("person", "alice")
                                .from(desk())
                                .with("email", "alice@acme.test")
                                .failed());
        Entry elsewhere =
                platform.log.commit(
                        AuditEvent.of(TestLog.CREATED, "other", Actor.person("alice"))
                                .from(desk()));

        assertThat(erase("alice")).isEqualTo(new Erased(3));
        assertThat(found(forAlice).event().origin().ip()).isEmpty();
        assertThat(found(failed).event().origin().ip()).isEmpty();
        assertThat(found(failed).event().metadata()).isEmpty();
        assertThat(queries.find("other", elsewhere.id())).contains(elsewhere);
    }

    @Test
    void longListsTakeSeveralEvents() {
        for (int i = 0; i < 900; i++) {
            platform.log.record(TestLog.created("agent-" + i));
        }
        platform.log.commit(TestLog.created("last"));

        assertThat(erase("alice")).isEqualTo(new Erased(901));
        assertThat(
                        column(
                                "SELECT count(*)::text FROM audit.event WHERE action = 'personal.erased'"))
                .isEqualTo("3");
        platform.sequencer.integrate();
        assertThat(
                        new Verifier(List.of(platform.key.publicKey()))
                                .verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.erased()).isEqualTo(901));
    }

    @Test
    void oneAdministratorIsNotTwo() {
        Erasure asked = asked("alice", "she left", List.of(), BOB);
        Decider bobsAgent = new Decider(Actor.agent("bobs-bot"), "bob@acme.test", "acme", desk());

        assertThat(erasures.approve(asked.id(), BOB)).isEqualTo(new SamePerson());
        assertThat(erasures.approve(asked.id(), bobsAgent)).isEqualTo(new SamePerson());
        assertThat(queries.next(AuditQuery.all("acme").of("alice"), 10).getFirst().event())
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo("personal.erased");
                    assertThat(event.metadata()).containsKey("reason");
                });
    }

    @Test
    void anotherWorkspacesErasureDoesNotExistAndNoneHappensTwice() {
        Erasure asked = asked("alice", "she left", List.of(), BOB);
        Decider stranger = new Decider(Actor.person("eve"), "eve", "other", desk());

        assertThat(erasures.approve(asked.id(), stranger)).isEqualTo(new NoSuchErasure());
        assertThat(erasures.approve(UUID.randomUUID(), CAROL)).isEqualTo(new NoSuchErasure());
        assertThat(erasures.approve(asked.id(), CAROL)).isEqualTo(new Erased(0));
        assertThat(erasures.approve(asked.id(), CAROL)).isEqualTo(new AlreadyErased());
    }

    @Test
    void afterADayItIsTooLate() {
        Erasure asked = asked("alice", "she left", List.of(), BOB);
        platform.clock.pass(Duration.ofHours(25));

        assertThat(erasures.approve(asked.id(), CAROL)).isEqualTo(new TooLate());
    }

    @Test
    void theDatabaseHoldsTheRulesAgainstTheProgram() {
        platform.log.commit(TestLog.created("invoice-bot"));
        Erasure asked = asked("alice", "she left", List.of(), BOB);
        Database app = platform.database;
        Database owner = platform.stores.openAsOwner();

        refused(app, "DELETE FROM audit.personal", "permission denied");
        refused(owner, "DELETE FROM audit.personal", "only grows");
        refused(app, "SET ROLE sentinel_eraser", "permission denied");
        refused(
                app,
                "DO $$ BEGIN PERFORM audit.erase_month('%s', current_date); END $$"
                        .formatted(asked.id()),
                "was not approved in this transaction");
        refused(app, approval(asked, "bob", "00"), "by another person");
        platform.tamper(
                "erasure", "UPDATE audit.erasure SET asked_at = now() - interval '25 hours'");
        refused(app, approval(asked, "carol", "00"), "within a day");
        assertThat(platform.count("personal")).isEqualTo(3);
    }

    @Test
    void aLossIsNotTakenForAnErasure() {
        Entry first = platform.log.commit(TestLog.created("invoice-bot"));
        platform.log.commit(TestLog.created("other-bot"));
        erasures.approve(asked("dave", "he left", List.of(), BOB).id(), CAROL);
        platform.sequencer.integrate();
        platform.tamper(
                "personal",
                "DELETE FROM audit.personal WHERE event_id = ? AND about = 'actor'",
                first.id());

        assertThat(
                        new Verifier(List.of(platform.key.publicKey()))
                                .verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOfSatisfying(
                        Broken.class,
                        it -> {
                            assertThat(it.eventId()).contains(first.id());
                            assertThat(it.what()).contains("fields of the actor are missing");
                        });
    }

    /** A request of which it does not matter here whether the log knows the person. */
    private Erasure asked(String person, String reason, List<String> alsoKnownAs, Decider by) {
        if (erasures.ask(person, reason, alsoKnownAs, by) instanceof Asked(var erasure)) {
            return erasure;
        }
        platform.log.commit(
                AuditEvent.of(TestLog.CREATED, by.workspace(), Actor.system("test"))
                        .on("person", person));
        return asked(person, reason, alsoKnownAs, by);
    }

    /** A mistyped id would be approved, erase nothing, and be taken for done. */
    @Test
    void nobodyIsErasedWhomTheLogDoesNotKnow() {
        platform.log.commit(TestLog.created("invoice-bot"));

        assertThat(erasures.ask("alcie", "she left", List.of(), BOB)).isEqualTo(new NobodyKnown());
        Decider elsewhere = new Decider(Actor.person("eve"), "eve", "other", desk());
        assertThat(erasures.ask("alice", "she left", List.of(), elsewhere))
                .isEqualTo(new NobodyKnown());
        assertThat(erasures.ask("alice", "she left", List.of(), BOB)).isInstanceOf(Asked.class);
        assertThat(erasures.ask("invoice-bot", "it left", List.of(), BOB))
                .isInstanceOf(Asked.class);
        assertThat(platform.count("erasure")).isEqualTo(2);
    }

    private ApproveOutcome erase(String person) {
        return erasures.approve(asked(person, "the person left", List.of(), BOB).id(), CAROL);
    }

    private Entry found(Entry entry) {
        return queries.find("acme", entry.id()).orElseThrow();
    }

    private Object verifiedExport() throws IOException {
        StringWriter out = new StringWriter();
        new LogExport(platform.database).writeTo(out, Progress.silent());
        assertThat(out.toString()).doesNotContain("192.0.2.7").doesNotContain("alice@acme.test");
        return new Verifier(List.of(platform.key.publicKey()))
                .verify(
                        new ExportedLog(
                                new ByteArrayInputStream(
                                        out.toString().getBytes(StandardCharsets.UTF_8))),
                        Progress.silent());
    }

    private String column(String sql) {
        return platform.database.read(tx -> tx.one(row -> row.getString(1), sql)).orElseThrow();
    }

    private static void refused(Database database, String sql, String why) {
        assertThatThrownBy(() -> database.inTransaction(tx -> tx.execute(sql)))
                .hasMessageContaining(why);
    }

    private static String approval(Erasure asked, String by, String accountable) {
        return "INSERT INTO audit.erasure_approval (erasure, approved_by, approved_for)"
                + " VALUES ('%s', '%s', '\\x%s')".formatted(asked.id(), by, accountable);
    }

    /** What an event from any address of alice's network would commit to with this salt. */
    private static List<String> addresses(String salt) {
        return IntStream.range(0, 256)
                .mapToObj(host -> "{\"ip\":\"192.0.2." + host + "\",\"userAgent\":\"curl/8\"}")
                .map(fields -> new PersonalRow(salt, fields).hash().hex())
                .toList();
    }

    private static AuditEvent changed(String person, String email) {
        return AuditEvent.of(TestLog.CREATED, "acme", Actor.person("bob"))
                .on("person", person)
                .from(desk())
                .after(Map.of("version", "2", "email", email));
    }

    private static Decider decider(String id, String accountable) {
        return new Decider(Actor.person(id), accountable, "acme", desk());
    }

    private static Origin desk() {
        return Origin.of("198.51.100.9", Optional.of("curl/8"), "req-9");
    }
}
