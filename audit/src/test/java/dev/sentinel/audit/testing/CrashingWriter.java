package dev.sentinel.audit.testing;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.MemoryObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

/**
 * A process that writes in every way at once, integrates, and says which events it has answered
 * for, until it is killed. Arguments: JDBC URL, role, password, the log's origin and key.
 */
public final class CrashingWriter {
    private static final int CALLERS = 4;

    private CrashingWriter() {}

    /** Ends by being killed only. */
    public static void main(String[] arguments) {
        Database database =
                Database.open(
                        new DatabaseConfig(
                                arguments[0],
                                arguments[1],
                                new Secret(arguments[2]),
                                8,
                                Duration.ofSeconds(30)));
        String pem = new String(Base64.getDecoder().decode(arguments[4]), StandardCharsets.UTF_8);
        LogKeys keys = LogKeys.of(NoteKey.fromPem(arguments[3], pem));
        Audit audit =
                new Audit(
                        database,
                        new MemoryObjectStore(),
                        () -> keys,
                        TestLog.actions(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        AuditConfig.DEFAULT,
                        new SimpleMeterRegistry());
        audit.start();
        for (int caller = 0; caller < CALLERS; caller++) {
            String agent = "agent-" + caller;
            Thread.ofPlatform()
                    .start(() -> {
                        while (true) {
                            answered(audit.log().commit(TestLog.created(agent)));
                            answered(
                                    database.transaction(
                                            tx -> audit.log().append(tx, TestLog.created(agent))));
                            audit.log().record(TestLog.created(agent));
                        }
                    });
        }
    }

    /** One write for a line: it is in the pipe, whole, before the process can die. */
    private static void answered(Entry entry) {
        byte[] line = (entry.id() + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
    }
}
