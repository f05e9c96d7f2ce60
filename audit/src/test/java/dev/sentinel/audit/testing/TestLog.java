package dev.sentinel.audit.testing;

import dev.sentinel.audit.erase.ErasureActions;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.sequencer.Sequencer;
import dev.sentinel.audit.sequencer.SequencerConfig;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.SetClock;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log on a database of its own, whose sequencer passes when the test says so. */
public final class TestLog implements AutoCloseable {
    public static final Action CREATED =
            Action.of("agent.created", "an agent was registered")
                    .field("version", "its version")
                    .personal("email", "its address");
    public static final Action RENAMED =
            Action.of("agent.updated", "an agent was changed").field("name", "its name");

    /** Small, so that tests of tens of events cross every boundary. */
    private static final SequencerConfig SMALL_BATCHES =
            new SequencerConfig(
                    Duration.ofMillis(20),
                    50,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ZERO);

    public final TestDatabase stores;
    public final Database database;
    public final SetClock clock = new SetClock("2026-03-14T09:26:53.589Z");
    public final NoteKey key = NoteKey.generate("sentinel.test/audit", new SecureRandom());
    public final AuditLog log;
    public final Sequencer sequencer;

    public TestLog() {
        this(TestPostgres.fresh("audit"));
    }

    public TestLog(TestDatabase stores) {
        this.stores = stores;
        this.database = stores.open();
        this.log = log(database);
        this.sequencer = sequencer(database);
        sequencer.begin();
    }

    /** Another process' log on the same database. */
    public AuditLog log(Database database) {
        return new AuditLog(database, actions(), clock, new SecureRandom(), AuditLogConfig.DEFAULT);
    }

    /** Another process' sequencer with the same key. */
    public Sequencer sequencer(Database database) {
        return sequencer(database, LogKeys.of(key));
    }

    public Sequencer sequencer(Database database, LogKeys keys) {
        return new Sequencer(database, () -> keys, clock, SMALL_BATCHES);
    }

    public static Actions actions() {
        List<Action> actions = new ArrayList<>(ErasureActions.ALL);
        actions.addAll(SecurityActions.ALL);
        actions.addAll(List.of(CREATED, RENAMED));
        return Actions.of(actions);
    }

    /** What alice does to an agent, from her desk. */
    public static AuditEvent created(String agent) {
        return AuditEvent.of(CREATED, "acme", Actor.person("alice"))
                .on("agent", agent)
                .from(Origin.of("192.0.2.7", Optional.of("curl/8"), "req-1"))
                .after(Map.of("version", "1.0.0", "email", agent + "@acme.test"));
    }

    /** Appends this many events, each in a transaction of its own, a second apart. */
    public List<Entry> append(int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            AuditEvent event = created("agent-" + i);
            entries.add(database.transaction(tx -> log.append(tx, event)));
            clock.pass(Duration.ofSeconds(1));
        }
        return entries;
    }

    /** As {@link #append}, and integrates them. */
    public List<Entry> appendIntegrated(int count) {
        List<Entry> entries = append(count);
        sequencer.integrate();
        return entries;
    }

    /** What somebody does who owns the tables and turns their triggers off. */
    public void tamper(String table, String sql, Object... args) {
        stores.openAsOwner()
                .inTransaction(tx -> {
                    tx.execute("ALTER TABLE audit." + table + " DISABLE TRIGGER USER");
                    tx.execute(sql, args);
                    tx.execute("ALTER TABLE audit." + table + " ENABLE TRIGGER USER");
                });
    }

    public long count(String table) {
        return database.read(
                        tx -> tx.one(row -> row.getLong(1), "SELECT count(*) FROM audit." + table))
                .orElseThrow();
    }

    @Override
    public void close() {
        log.close();
        stores.close();
    }
}
