package dev.sentinel.bench.crash;

import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.bench.platform.IdentityPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Kills identity with SIGKILL at random moments under load, starts it again, and checks that every
 * answered token is counted once and audited, every unanswered one at most once, no agent is half
 * there, every answered change is in the audit log, and the log is intact. Exit code 1 otherwise.
 */
public final class Kills {
    private static final int VERIFY_EVERY = 10;
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final IdentityPlatform platform;
    private final Database database;
    private final Random random;
    private final Journal journal = new Journal();
    private final List<String> violations = new ArrayList<>();

    private Kills(IdentityPlatform platform, Database database, Random random) {
        this.platform = platform;
        this.database = database;
        this.random = random;
    }

    /** Arguments: rounds (100), seed (1). */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Path home = Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath();
        List<String> violations;
        try (IdentityPlatform platform = IdentityPlatform.start(home);
                Database database = opened(platform)) {
            Kills kills = new Kills(platform, database, new Random(seed));
            System.out.printf("%d kills, seed %d%n%n", rounds, seed);
            System.out.printf(
                    "%6s %10s %10s %12s %12s  %s%n",
                    "kill", "after ms", "answered", "unanswered", "again in ms", "violations");
            kills.run(rounds);
            violations = kills.violations;
        }
        System.out.println(
                violations.isEmpty() ? "nothing was lost" : violations.size() + " violations");
        System.exit(violations.isEmpty() ? 0 : 1);
    }

    private static Database opened(IdentityPlatform platform) {
        PostgresUrl owner = PostgresUrl.parse(platform.setting("MIGRATION_DATABASE_URL"));
        return Database.open(
                new DatabaseConfig(
                        owner.jdbcUrl(),
                        owner.user(),
                        owner.password(),
                        2,
                        Duration.ofSeconds(20)));
    }

    private void run(int rounds) throws IOException, InterruptedException {
        Callers callers = new Callers(platform.identity(), journal);
        Books books = new Books(database, journal);
        for (int round = 1; round <= rounds; round++) {
            long answered = journal.answered();
            long unanswered = journal.unanswered();
            long life = killed(callers);
            long before = System.nanoTime();
            platform.startProgram();
            long again = (System.nanoTime() - before) / 1_000_000;
            List<String> found = books.violations(callers.clients(), callers.changed());
            if (round % VERIFY_EVERY == 0 || round == rounds) {
                found.addAll(log(books));
            }
            System.out.printf(
                    "%6d %10d %10d %12d %12d  %s%n",
                    round,
                    life,
                    journal.answered() - answered,
                    journal.unanswered() - unanswered,
                    again,
                    found.isEmpty() ? "none" : String.join("; ", found));
            violations.addAll(found);
        }
        System.out.printf("%nanswered: %s%n", journal.totals());
    }

    /** Loads it, and kills it some time after the first answer. */
    private long killed(Callers callers) throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        List<Thread> threads = callers.start(random, gate);
        long life = random.nextInt(LONGEST_LIFE_MILLIS);
        if (!gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing is answered");
        }
        Thread.sleep(life);
        platform.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        return life;
    }

    /** Waits until every event is in the tree, then verifies all of it. */
    private List<String> log(Books books) throws IOException, InterruptedException {
        Verifier verifier =
                new Verifier(
                        List.of(
                                NoteKey.fromPem(
                                                platform.setting("AUDIT_ORIGIN"),
                                                Files.readString(platform.auditKey()))
                                        .publicKey()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            switch (verifier.verify(new StoredLog(database), (_, _) -> {})) {
                case VerifyOutcome.Broken(_, _, var what) -> {
                    return List.of("the audit log is broken: " + what);
                }
                case VerifyOutcome.Intact(var size, _, _, _, _) -> {
                    if (size == books.events()) {
                        return List.of();
                    }
                    if (System.nanoTime() > deadline) {
                        return List.of(
                                "%d events, but only %d in the tree"
                                        .formatted(books.events(), size));
                    }
                    Thread.sleep(200);
                }
            }
        }
    }
}
