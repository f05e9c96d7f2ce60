package dev.sentinel.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL as a child of this process: on loopback, over TCP only, with passwords (SCRAM).
 *
 * <p>It runs in a session of its own, so that a Ctrl-C in the terminal reaches us and not it. It
 * may be stopped and started again any number of times. A server that an earlier, killed process
 * left on the same files is stopped first; PostgreSQL then recovers what was committed.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);
    private static final String MAJOR_VERSION = "18";

    private final LocalPostgresConfig config;
    private final Path programs;
    private final Unprivileged unprivileged;
    private final boolean throwAway;
    private Optional<Watchdog> watchdog = Optional.empty();

    private LocalPostgres(LocalPostgresConfig config, boolean throwAway) {
        this.config = config;
        this.programs = Binaries.postgres().resolve("bin");
        this.unprivileged = Unprivileged.here();
        this.throwAway = throwAway;
    }

    /** Starts a server on files that stay. */
    public static LocalPostgres start(LocalPostgresConfig config) {
        return started(new LocalPostgres(config, false));
    }

    /** Starts a server whose files are deleted when it is closed or this process is gone. */
    public static LocalPostgres startThrowAway(LocalPostgresConfig config) {
        return started(new LocalPostgres(config, true));
    }

    /** Stops what an earlier process left running on these files, if anything. */
    public static void stopLeftOver(Path data) {
        PidFile file = new PidFile(data.resolve("postmaster.pid"));
        if (file.running("postgres").isEmpty()) {
            return;
        }
        log.info("stopping the PostgreSQL that an earlier run left behind");
        stop(Binaries.postgres().resolve("bin"), Unprivileged.here(), data.toAbsolutePath());
    }

    /** Starts the server again after {@link #stop}. */
    public synchronized void start() {
        List<String> program =
                List.of(
                        programs.resolve("pg_ctl").toString(),
                        "start",
                        "--wait",
                        "--timeout=30",
                        "--silent",
                        "--pgdata=" + config.data(),
                        "--log=" + logFile(),
                        "--options=" + options());
        Command started = Command.run(unprivileged.command(program));
        if (started.exitCode() != 0) {
            throw new StoreFailure(
                    "PostgreSQL did not start on port %d: %s%n%s"
                            .formatted(config.port(), started.output().strip(), lastLogLines()));
        }
        long pid =
                pidFile()
                        .pid()
                        .orElseThrow(() -> new StoreFailure("PostgreSQL ended as it started"));
        watchdog = Optional.of(throwAway ? Watchdog.over(pid, config.data()) : Watchdog.over(pid));
    }

    /** Stops the server: open transactions are rolled back, committed ones are on disk. */
    public synchronized void stop() {
        if (pidFile().running("postgres").isPresent()) {
            stop(programs, unprivileged, config.data());
        }
        watchdog.ifPresent(Watchdog::close);
        watchdog = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        if (throwAway) {
            try {
                Trees.delete(config.data());
                Files.deleteIfExists(logFile());
            } catch (IOException failure) {
                log.warn("cannot delete {}", config.data(), failure);
            }
        }
    }

    /** The address of a database on this server, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + config.port() + "/" + database;
    }

    /** Runs statements as superuser, each in a transaction of its own. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new StoreFailure("PostgreSQL refused: " + failure.getMessage(), failure);
        }
    }

    /** Whether the query, run as superuser, has a row. */
    public boolean exists(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException failure) {
            throw new StoreFailure("PostgreSQL refused: " + failure.getMessage(), failure);
        }
    }

    private static LocalPostgres started(LocalPostgres postgres) {
        stopLeftOver(postgres.config.data());
        postgres.initialize();
        postgres.start();
        return postgres;
    }

    private static void stop(Path programs, Unprivileged unprivileged, Path data) {
        Command.run(
                        unprivileged.command(
                                List.of(
                                        programs.resolve("pg_ctl").toString(),
                                        "stop",
                                        "--mode=fast",
                                        "--wait",
                                        "--timeout=10",
                                        "--silent",
                                        "--pgdata=" + data)))
                .orFail("stopping PostgreSQL");
    }

    private void initialize() {
        Path version = config.data().resolve("PG_VERSION");
        try {
            if (Files.exists(version)) {
                refuseOtherVersions(Files.readString(version).strip());
                return;
            }
            Path fresh = config.data().resolveSibling(config.data().getFileName() + ".new");
            Trees.delete(fresh);
            Files.createDirectories(fresh.getParent() == null ? fresh : fresh.getParent());
            Files.createDirectory(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            initialize(fresh);
            // One rename: a kill in the middle leaves no half-made cluster under the real name.
            Trees.delete(config.data());
            Files.move(fresh, config.data());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot prepare " + config.data(), failure);
        }
    }

    private void initialize(Path directory) throws IOException {
        Path password = Files.createTempFile("sentinel-", ".password");
        try {
            Files.writeString(password, config.password());
            unprivileged.own(directory);
            unprivileged.own(password);
            Command.run(
                            unprivileged.command(
                                    List.of(
                                            programs.resolve("initdb").toString(),
                                            "--pgdata=" + directory,
                                            "--username=" + LocalPostgresConfig.SUPERUSER,
                                            "--pwfile=" + password,
                                            "--auth=scram-sha-256",
                                            "--encoding=UTF8",
                                            // The same order of text on every machine.
                                            "--locale=C",
                                            "--locale-provider=builtin",
                                            "--builtin-locale=C.UTF-8",
                                            throwAway ? "--no-sync" : "--sync-method=fsync",
                                            "--no-instructions")))
                    .orFail("initdb");
        } finally {
            Files.delete(password);
        }
    }

    private void refuseOtherVersions(String version) {
        if (!version.equals(MAJOR_VERSION)) {
            throw new StoreFailure(
                    "%s holds data of PostgreSQL %s and this program brings %s: export it, or empty the directory with make clean"
                            .formatted(config.data(), version, MAJOR_VERSION));
        }
    }

    private String options() {
        Map<String, String> settings = new TreeMap<>(config.settings());
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(config.port()));
        settings.put("unix_socket_directories", "");
        List<String> options = new ArrayList<>();
        settings.forEach((name, value) -> options.add("-c " + name + "='" + value + "'"));
        return String.join(" ", options);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database), LocalPostgresConfig.SUPERUSER, config.password());
    }

    private PidFile pidFile() {
        return new PidFile(config.data().resolve("postmaster.pid"));
    }

    private Path logFile() {
        return config.data().resolveSibling(config.data().getFileName() + ".log");
    }

    private String lastLogLines() {
        try {
            List<String> lines = Files.readAllLines(logFile());
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException _) {
            return "";
        }
    }
}
