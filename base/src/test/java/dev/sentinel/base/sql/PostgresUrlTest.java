package dev.sentinel.base.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://alice:pw@db:5433/sentinel, jdbc:postgresql://db:5433/sentinel",
        "postgres://alice:pw@db/sentinel, jdbc:postgresql://db:5432/sentinel",
        "postgresql+asyncpg://alice:pw@db/sentinel, jdbc:postgresql://db:5432/sentinel",
        "postgresql+psycopg://alice:pw@db/sentinel, jdbc:postgresql://db:5432/sentinel",
        "jdbc:postgresql://alice:pw@db/sentinel, jdbc:postgresql://db:5432/sentinel",
        "postgresql://alice:pw@my_db/sentinel, jdbc:postgresql://my_db:5432/sentinel",
        "postgresql://alice:pw@[::1]:5433/sentinel, jdbc:postgresql://[::1]:5433/sentinel",
        "postgresql://alice:pw@db/s?sslmode=require, jdbc:postgresql://db:5432/s?sslmode=require"
    })
    void readsWhatTheOriginalsWrite(String url, String jdbc) {
        PostgresUrl parsed = PostgresUrl.parse(url);

        assertThat(parsed.jdbcUrl()).isEqualTo(jdbc);
        assertThat(parsed.user()).isEqualTo("alice");
        assertThat(parsed.password().expose()).isEqualTo("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "p%40ss%2Fw%25rd, p@ss/w%rd",
        "p@ss:w0rd, p@ss:w0rd",
        "a+b, a+b",
        "a$b${x}, a$b${x}",
        "'', ''"
    })
    void passwordsKeepTheirCharacters(String written, String password) {
        PostgresUrl parsed = PostgresUrl.parse("postgresql://alice:" + written + "@db/sentinel");

        assertThat(parsed.password().expose()).isEqualTo(password);
        assertThat(parsed.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/sentinel");
    }

    @Test
    void withoutCredentialsTheDefaultUserIsMeant() {
        PostgresUrl parsed = PostgresUrl.parse("postgresql://db/sentinel");

        assertThat(parsed.user()).isEqualTo("postgres");
        assertThat(parsed.password().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://root:hunter2@db/x",
                "postgresql://alice:hunter2@db",
                "postgresql://alice:hunter2@db/",
                "postgresql://alice:hunter2@/x",
                "postgresql:alice:hunter2",
                "postgresql://alice:hunter2%zz@db/x",
                "postgresql://alice:hunter2@db:port/x",
                "postgresql://alice:hunter2@db/x y",
                "hunter2"
            })
    void aRefusalShowsTheFormAndNotThePassword(String url) {
        assertThatThrownBy(() -> PostgresUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://user:password@host:port/database")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aUrlDoesNotPrintItsPassword() {
        assertThat(PostgresUrl.parse("postgresql://alice:hunter2@db/x").toString())
                .doesNotContain("hunter2");
    }
}
