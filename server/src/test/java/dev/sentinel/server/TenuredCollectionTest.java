package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Each in a process of its own, because a collector is chosen when a process starts. */
final class TenuredCollectionTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void whatSlowReadersWaitedForDoesNotFillTheHeap() throws Exception {
        assertThat(mostUsed("-XX:+UseSerialGC", "90")).isBetween(8 * MEBIBYTE, 64 * MEBIBYTE);
    }

    /** Each makes everybody wait. */
    @Test
    void collectionsAreAMinuteApart() throws Exception {
        assertThat(mostUsed("-XX:+UseSerialGC", "0")).isGreaterThan(200 * MEBIBYTE);
    }

    @Test
    void anotherCollectorIsLeftAlone() throws Exception {
        assertThat(mostUsed("-XX:+UseG1GC", "90")).isZero();
    }

    private static long mostUsed(String collector, String secondsBetweenLooks)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                collector,
                                "-Xmn8m",
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path")));
        Collections.addAll(command, SlowReaders.class.getName(), secondsBetweenLooks);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Long.parseLong(said.strip());
    }

    /** Keeps ten megabytes, always the newest of 400, and prints the most that was old. */
    static final class SlowReaders {
        private static final int KEPT = 10_000;
        private static final int ALL = 400_000;

        private SlowReaders() {}

        public static void main(String[] arguments) {
            long between = Duration.ofSeconds(Long.parseLong(arguments[0])).toNanos();
            long[] now = {0};
            Optional<TenuredCollection> found = TenuredCollection.ofThisProcess(() -> now[0]);
            Queue<byte[]> kept = new ArrayDeque<>();
            long most = 0;
            for (int i = 0; i < ALL; i++) {
                kept.add(new byte[1_000]);
                if (kept.size() > KEPT) {
                    kept.remove();
                }
                if (i % 1_000 == 0) {
                    now[0] += between;
                    most = Math.max(most, found.map(TenuredCollection::used).orElse(0L));
                    found.ifPresent(TenuredCollection::look);
                }
            }
            System.out.println(most);
        }
    }
}
