package dev.sentinel.base.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;

class TestStoresTest {

    @Test
    void eachTestHasItsOwnMigratedDatabase() {
        try (TestDatabase mine = TestPostgres.fresh("sample");
                TestDatabase yours = TestPostgres.fresh("sample")) {
            mine.open().inTransaction(tx -> tx.execute("INSERT INTO sample.note VALUES ('mine')"));

            assertThat(notes(mine.open())).isEqualTo(1);
            assertThat(notes(yours.open())).isZero();
        }
    }

    @Test
    void theProgramsRoleMayOnlyDoWhatMigrationsGrant() {
        try (TestDatabase database = TestPostgres.fresh("sample")) {
            Database app = database.open();

            assertThatThrownBy(() -> app.inTransaction(tx -> tx.execute("DELETE FROM sample.note")))
                    .isInstanceOf(JdbiException.class)
                    .hasMessageContaining("permission denied");
            assertThat(superuser(app)).isFalse();
            assertThat(superuser(database.openAsOwner())).isFalse();
        }
    }

    @Test
    void postgresGoesAwayAndComesBackWithItsData() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase database = postgres.database("sample")) {
            Database app = database.open();
            app.inTransaction(tx -> tx.execute("INSERT INTO sample.note VALUES ('kept')"));

            postgres.stop();
            assertThat(app.reachable()).isFalse();

            postgres.start();
            assertThat(notes(app)).isEqualTo(1);
        }
    }

    @Test
    void redisGoesAwayAndComesBack() {
        try (TestRedis server = TestRedis.separate()) {
            try (Redis redis = Redis.open(server.url())) {
                assertThat(redis.reachable()).isTrue();
            }
            server.stop();
            try (Redis redis = Redis.open(server.url())) {
                assertThat(redis.reachable()).isFalse();
            }
            server.start();
            try (Redis redis = Redis.open(server.url())) {
                String info = redis.call(commands -> commands.info("server"));
                assertThat(info).contains("redis_version:7.");
            }
        }
    }

    @Test
    void eachTestHasItsOwnRedisDatabase() {
        try (Redis mine = Redis.open(TestRedis.fresh());
                Redis yours = Redis.open(TestRedis.fresh())) {
            mine.call(commands -> commands.set("colour", "green"));

            long found = yours.call(commands -> commands.exists("colour"));
            assertThat(found).isZero();
        }
    }

    private static long notes(Database database) {
        return database.read(
                        tx -> tx.one(row -> row.getLong(1), "SELECT count(*) FROM sample.note"))
                .orElseThrow();
    }

    private static boolean superuser(Database database) {
        return database.read(tx ->
                        tx.one(
                                row -> row.getBoolean(1),
                                "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                .orElseThrow();
    }
}
