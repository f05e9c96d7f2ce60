package dev.sentinel.demo.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStoresTest {
    @TempDir Path temporary;

    @Test
    void dataOutlivesAStopAndTheProgramIsNoSuperuser() {
        Settings settings = ports(Ports.free(), Ports.free());
        try (DemoDirectory directory = take()) {
            try (DemoStores stores = start(directory, settings)) {
                try (Database owner = open(stores, "MIGRATION_DATABASE_URL")) {
                    owner.inTransaction(tx -> tx.execute("CREATE TABLE kept AS SELECT 42 AS n"));
                }
                try (Redis redis = Redis.open(redisUrl(stores))) {
                    redis.call(commands -> commands.set("kept", "42"));
                }
            }
            try (DemoStores stores = start(directory, settings);
                    Database owner = open(stores, "MIGRATION_DATABASE_URL");
                    Database app = open(stores, "DATABASE_URL");
                    Redis redis = Redis.open(redisUrl(stores))) {
                String kept = redis.call(commands -> commands.get("kept"));

                assertThat(kept).isEqualTo("42");
                assertThat(number(owner, "SELECT n FROM kept")).isEqualTo(42);
                assertThat(
                                number(
                                        app,
                                        "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND rolsuper"))
                        .isZero();
            }
        }
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingStarts() throws IOException {
        int redisPort = Ports.free();
        try (DemoDirectory directory = take();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();
            assertThatThrownBy(() -> start(directory, ports(taken, redisPort)))
                    .isInstanceOf(DemoFailure.class)
                    .hasMessage(
                            "port %d (PostgreSQL) is taken by another program: stop that, or choose another with DEMO_POSTGRES_PORT",
                            taken);
            assertThat(directory.postgres()).doesNotExist();
            assertThat(Ports.taken(redisPort)).isFalse();
        }
    }

    @Test
    void everyTakenPortIsNamedAtOnce() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<NamedPort> ports =
                    List.of(
                            new NamedPort("gateway", one.getLocalPort(), "APP_PORT"),
                            new NamedPort("identity", two.getLocalPort(), "IDENTITY_PORT"));

            assertThatThrownBy(() -> NamedPort.requireFree(ports))
                    .hasMessageContaining("(gateway)")
                    .hasMessageContaining("(identity)");
        }
    }

    @Test
    void namedStoresAreUsedInsteadOfOurOwn() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://someone@elsewhere/theirs",
                                "SENTRA_REDIS_URL",
                                "redis://elsewhere"));
        try (DemoDirectory directory = take();
                DemoStores stores = start(directory, settings)) {
            assertThat(stores.settings()).doesNotContainKeys("DATABASE_URL", "REDIS_URL");
            assertThat(directory.postgres()).doesNotExist();
        }
    }

    @Test
    void aDirectoryBelongsToOneDemoAtATime() {
        try (DemoDirectory first = take()) {
            assertThatThrownBy(this::take)
                    .isInstanceOf(DemoFailure.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(first.path()).isDirectory();
            assertThat(DemoDirectory.taken(first.path())).isTrue();
        }
        assertThat(temporary.resolve(".sentinel/running")).isEmptyFile();
        take().close();
    }

    @Test
    void aDirectoryInUseIsRefusedToOtherProcesses() throws Exception {
        String free;
        String busy;
        try (DemoDirectory first = take()) {
            busy = takenByAnother(first.path());
            assertThat(busy)
                    .contains("runs here already")
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(takenByAnother(first.path())).as("also the second time").isEqualTo(busy);
            free = takenByAnother(temporary.resolve("other"));
        }
        assertThat(free).isEqualTo("taken");
        assertThat(takenByAnother(temporary.resolve(".sentinel"))).isEqualTo("taken");
    }

    private static String takenByAnother(Path directory) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Taker.class.getName(),
                                directory.toString())
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said.strip();
    }

    /** Another process that wants a directory. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) {
            try (DemoDirectory directory = DemoDirectory.take(Path.of(arguments[0]))) {
                System.out.println(Files.isDirectory(directory.path()) ? "taken" : "not there");
            } catch (DemoFailure refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private DemoDirectory take() {
        return DemoDirectory.take(temporary.resolve(".sentinel"));
    }

    private static DemoStores start(DemoDirectory directory, Settings settings) {
        return DemoStores.start(directory, settings, List.of(), new SecureRandom());
    }

    private static Settings ports(int postgres, int redis) {
        return Settings.of(
                Map.of(
                        "DEMO_POSTGRES_PORT",
                        Integer.toString(postgres),
                        "DEMO_REDIS_PORT",
                        Integer.toString(redis)));
    }

    private static Database open(DemoStores stores, String setting) {
        PostgresUrl url = PostgresUrl.parse(String.valueOf(stores.settings().get(setting)));
        return Database.open(new DatabaseConfig(url.jdbcUrl(), url.user(), url.password()));
    }

    private static String redisUrl(DemoStores stores) {
        return String.valueOf(stores.settings().get("REDIS_URL"));
    }

    private static long number(Database database, String sql) {
        return database.read(tx -> tx.one(row -> row.getLong(1), sql)).orElseThrow();
    }
}
