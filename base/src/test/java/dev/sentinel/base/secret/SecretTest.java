package dev.sentinel.base.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {
    private final Secret secret = new Secret("hunter2");

    @Test
    void printsAsDotsWhereverItIsPut() {
        record Login(String user, Secret password) {}

        assertThat(new Login("alice", secret)).hasToString("Login[user=alice, password=•••]");
        assertThat(String.format("%s %s", secret, Map.of("password", secret)))
                .doesNotContain("hunter2");
        assertThat(Json.text(new Login("alice", secret))).doesNotContain("hunter2");
    }

    @Test
    void matchesOnlyItself() {
        assertThat(secret.matches("hunter2")).isTrue();
        assertThat(secret.matches("hunter")).isFalse();
        assertThat(secret.matches("")).isFalse();
        assertThat(secret).isEqualTo(new Secret("hunter2")).isNotEqualTo(new Secret("Hunter2"));
    }

    @Test
    void exposesItsValueOnlyWhenAsked() {
        assertThat(secret.expose()).isEqualTo("hunter2");
        assertThat(new Secret("").isEmpty()).isTrue();
    }
}
