package dev.sentinel.audit.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.ExportedLog;
import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.sql.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A month may go seven years after its newest event, and no day before. */
final class RetentionTest {
    private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);

    private final TestLog platform = new TestLog();
    private final Database owner = platform.stores.openAsOwner();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aMonthGoesSevenYearsAfterItsNewestEventAndTheRestStillProves() {
        OffsetDateTime old = now.minusYears(7).minusMonths(2);
        Entry gone = at(old.toInstant());
        Entry kept = at(Instant.now());
        platform.sequencer.integrate();

        detach(owner, old);

        AuditQueries queries = new AuditQueries(platform.database);
        assertThat(queries.find("acme", gone.id())).isEmpty();
        assertThat(queries.find("acme", kept.id())).contains(kept);
        assertThat(verifier().verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.gone()).isEqualTo(1));
    }

    @Test
    void anExportAcrossADetachedMonthSaysWhatIsGoneAndVerifies() throws IOException {
        OffsetDateTime old = now.minusYears(7).minusMonths(2);
        at(old.toInstant());
        at(Instant.now());
        platform.sequencer.integrate();
        detach(owner, old);

        String export = exported(2, 1);

        assertThat(export.lines().toList().get(1)).contains("\"gone\":true");
        assertThat(verify(export))
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.gone()).isEqualTo(1));
        // Where it stands and what it hashes to are still proven.
        assertThat(verify(export.replace("\"index\":0", "\"index\":1")))
                .isInstanceOfSatisfying(Broken.class, it -> assertThat(it.index()).contains(0L));
        assertThat(verify(export.replaceFirst("\"leaf\":\"....", "\"leaf\":\"AAAA")))
                .isInstanceOf(Broken.class);
    }

    @Test
    void anExportSaysThatAYoungEventIsMissingAndDoesNotVerify() throws IOException {
        OffsetDateTime young = now.minusYears(6);
        at(young.toInstant());
        platform.sequencer.integrate();
        owner.inTransaction(tx ->
                tx.execute("ALTER TABLE audit.event DETACH PARTITION audit.event_" + month(young)));

        assertThat(verify(exported(1, 1)))
                .isInstanceOfSatisfying(
                        Broken.class,
                        it -> assertThat(it.what()).isEqualTo("the event is missing"));
    }

    @Test
    void aYoungerMonthStays() {
        OffsetDateTime young = now.minusYears(7).plusDays(3);
        at(young.toInstant());

        assertThatThrownBy(() -> detach(owner, young)).hasMessageContaining("kept for seven years");
        assertThatThrownBy(() -> detach(owner, now.plusMonths(1)))
                .hasMessageContaining("has no month");
        assertThat(platform.count("event")).isEqualTo(1);
    }

    @Test
    void theProgramCannotLetAMonthGo() {
        OffsetDateTime old = now.minusYears(8);
        at(old.toInstant());

        assertThatThrownBy(() -> detach(platform.database, old))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() ->
                        platform.database.inTransaction(tx ->
                                tx.execute(
                                        "ALTER TABLE audit.event DETACH PARTITION audit.event_"
                                                + month(old))))
                .hasMessageContaining("must be owner");
    }

    @Test
    void anEventOfTheLastSevenYearsIsMissedWhoeverTookItAway() {
        at(now.minusYears(6).toInstant());
        platform.sequencer.integrate();
        owner.inTransaction(tx ->
                tx.execute(
                        "ALTER TABLE audit.event DETACH PARTITION audit.event_"
                                + month(now.minusYears(6))));

        assertThat(verifier().verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOfSatisfying(
                        Broken.class,
                        it -> assertThat(it.what()).isEqualTo("the event is missing"));
    }

    private String exported(long entries, long gone) throws IOException {
        StringWriter out = new StringWriter();
        assertThat(new LogExport(platform.database).writeTo(out, Progress.silent()))
                .isEqualTo(new LogExport.Written(entries, gone));
        return out.toString();
    }

    private VerifyOutcome verify(String export) {
        return verifier()
                .verify(
                        new ExportedLog(new ByteArrayInputStream(export.getBytes(UTF_8))),
                        Progress.silent());
    }

    private Entry at(Instant time) {
        platform.clock.set(time.toString());
        return platform.log.commit(TestLog.created("invoice-bot"));
    }

    private Verifier verifier() {
        return new Verifier(List.of(platform.key.publicKey()));
    }

    private static void detach(Database database, OffsetDateTime day) {
        database.inTransaction(
                tx -> tx.one(row -> true, "SELECT audit.detach_month(?)", day.toLocalDate()));
    }

    private static String month(OffsetDateTime day) {
        return "%d_%02d".formatted(day.getYear(), day.getMonthValue());
    }
}
