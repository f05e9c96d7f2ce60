package dev.sentinel.gateway.forward.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AlarmTest {
    private static final long SOON = Duration.ofMillis(20).toNanos();
    private static final long LATE = Duration.ofHours(1).toNanos();

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final List<String> rung = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> last = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void ringsForTheLastWhoSetItOnly() throws Exception {
        onLoop(alarm -> {
            alarm.set(SOON, () -> rung.add("first"));
            alarm.set(2 * SOON, () -> rung.add("second"));
            alarm.set(SOON / 2, () -> ring("third"));
        });

        assertThat(rung).containsExactly("third");
    }

    @Test
    void ringsEarlierWhenItIsSetToAndLaterAsWell() throws Exception {
        onLoop(alarm -> {
            alarm.set(LATE, () -> rung.add("late"));
            alarm.set(SOON, () -> rung.add("soon"));
            alarm.set(3 * SOON, () -> ring("later"));
        });

        assertThat(rung).containsExactly("later");
    }

    @Test
    void isSilentWhenItIsOff() throws Exception {
        onLoop(alarm -> {
            Alarm off = new Alarm(loop);
            off.set(SOON, () -> rung.add("off"));
            off.off();
            Alarm closed = new Alarm(loop);
            closed.set(SOON, () -> rung.add("closed"));
            closed.close();
            alarm.set(3 * SOON, () -> ring("on"));
        });

        assertThat(rung).containsExactly("on");
    }

    private void ring(String name) {
        rung.add(name);
        last.complete(null);
    }

    private void onLoop(Consumer<Alarm> steps) throws Exception {
        loop.runOnContext(_ -> steps.accept(new Alarm(loop)));
        last.get(10, TimeUnit.SECONDS);
    }
}
