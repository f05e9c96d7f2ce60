package dev.sentinel.base.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.TestRedis;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RedisTest {

    @Test
    void runsCommands() {
        try (Redis redis = Redis.open(TestRedis.fresh())) {
            redis.call(commands -> commands.set("colour", "green"));

            String colour = redis.call(commands -> commands.get("colour"));
            assertThat(colour).isEqualTo("green");
            assertThat(redis.reachable()).isTrue();
        }
    }

    @Test
    void whoAsksAfterTheCloseIsToldThatItIsNotAvailable() {
        Redis redis = Redis.open(TestRedis.fresh());
        redis.call(commands -> commands.set("colour", "green"));
        redis.close();

        assertThatThrownBy(() -> redis.call(commands -> commands.get("colour")))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void aWrongCommandIsABugAndNotAnOutage() {
        try (Redis redis = Redis.open(TestRedis.fresh())) {
            redis.call(commands -> commands.set("text", "abc"));

            assertThatThrownBy(() -> redis.call(commands -> commands.lpush("text", "x")))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("WRONGTYPE");
        }
    }

    @Test
    void healsAfterRedisRestartsUnderIt() {
        try (TestRedis server = TestRedis.separate();
                Redis redis = Redis.open(server.url())) {
            assertThat(isBackWithin(redis, Duration.ofSeconds(10))).isTrue();

            server.stop();
            assertThatThrownBy(() -> redis.call(commands -> commands.get("x")))
                    .isInstanceOfSatisfying(
                            Unavailable.class, away -> assertThat(away.what()).isEqualTo("redis"));

            server.start();
            assertThat(isBackWithin(redis, Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void opensWhileRedisIsAwayAndConnectsWhenItIsThere() {
        try (TestRedis server = TestRedis.separate()) {
            String url = server.url();
            server.stop();
            try (Redis redis = Redis.open(url)) {
                assertThatThrownBy(redis::dedicated).isInstanceOf(Unavailable.class);
                assertThat(redis.reachable()).isFalse();

                server.start();
                assertThat(isBackWithin(redis, Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Test
    void callersDoNotQueueUpBehindAServerThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Redis redis = Redis.open("redis://127.0.0.1:" + silent.getLocalPort());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Instant begin = Instant.now();
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(callers.submit(redis::reachable));
            }
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isFalse();
            }

            // One after the other they would take a second each.
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aDedicatedConnectionIsTheCallersOwn() throws IOException {
        try (Redis redis = Redis.open(TestRedis.fresh());
                StatefulRedisConnection<String, String> own = redis.dedicated()) {
            assertThat(own).isNotSameAs(redis.connection());
            assertThat(own.sync().ping()).isEqualTo("PONG");
        }
    }

    private static boolean isBackWithin(Redis redis, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (Instant.now().isBefore(deadline)) {
            if (redis.reachable()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
