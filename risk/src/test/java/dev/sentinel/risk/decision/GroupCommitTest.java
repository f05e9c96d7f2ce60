package dev.sentinel.risk.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final GroupCommit.Limits LIMITS =
            new GroupCommit.Limits(100, 10, Duration.ofSeconds(5));

    @Test
    void answersEachCallerAndNeverExceedsTheBatch() throws Exception {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        try (GroupCommit<Integer, Integer> commits =
                        new GroupCommit<>(
                                "test",
                                LIMITS,
                                batch -> {
                                    sizes.add(batch.size());
                                    return batch.stream().map(i -> i * 2).toList();
                                });
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                int value = i;
                calls.add(() -> commits.submit(value));
            }
            List<Future<Integer>> results = callers.invokeAll(calls);

            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(2 * i);
            }
        }
        assertThat(sizes).allMatch(size -> size <= 10);
    }

    @Test
    void oneBadItemFailsAlone() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        try (GroupCommit<Integer, Integer> commits =
                        new GroupCommit<>(
                                "test",
                                LIMITS,
                                batch -> {
                                    await(together);
                                    if (batch.contains(13)) {
                                        throw new IllegalStateException("13");
                                    }
                                    return batch;
                                });
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = callers.submit(() -> commits.submit(1));
            Future<Integer> bad = callers.submit(() -> commits.submit(13));
            Future<Integer> good = callers.submit(() -> commits.submit(2));
            together.countDown();

            assertThat(first.get()).isEqualTo(1);
            assertThat(good.get()).isEqualTo(2);
            assertThatThrownBy(bad::get).hasRootCauseMessage("13");
        }
    }

    @Test
    void refusesWhenClosed() {
        GroupCommit<Integer, Integer> commits = new GroupCommit<>("test", LIMITS, batch -> batch);
        commits.close();

        assertThatThrownBy(() -> commits.submit(1)).isInstanceOf(Unavailable.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
