package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.server.management.Health.Condition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {

    @Test
    void saysWhatIsWrongWhileItIs() {
        AtomicReference<Optional<String>> wrong = new AtomicReference<>(Optional.of("another key"));
        Health health = new Health();
        health.explained("audit", wrong::get);
        health.store("postgres", () -> true);

        assertThat(health.now()).containsEntry("audit", Condition.STARTING);
        assertThat(health.why()).containsEntry("audit", "another key").hasSize(1);

        wrong.set(Optional.empty());
        assertThat(health.now()).containsEntry("audit", Condition.OK);
        assertThat(health.why()).isEmpty();

        wrong.set(Optional.of("an altered edge"));
        assertThat(health.now()).containsEntry("audit", Condition.ERROR);
    }

    @Test
    void whoIsLateIsNamedAndKeepsTheWholeFromBeingWell() throws Exception {
        AtomicBoolean redis = new AtomicBoolean();
        Health health = new Health();
        health.store("postgres", () -> true);
        health.store("redis", redis::get);

        assertThat(health.awaitEachOnce(Duration.ZERO)).containsExactly("redis");
        assertThat(health.isWell()).isFalse();

        redis.set(true);
        assertThat(health.awaitEachOnce(Duration.ZERO)).isEmpty();
        assertThat(health.isWell()).isTrue();
    }
}
