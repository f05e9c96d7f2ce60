package dev.sentinel.base.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest {
    @TempDir private Path directory;

    @Test
    void givesBackWhatWasPutLast() {
        ObjectStore store = new DirectoryObjectStore(directory.resolve("new"));

        assertThat(store.get("models/v1/model.json")).isEmpty();
        assertThat(store.list("")).isEmpty();
        store.put("models/v1/model.json", new byte[] {1});
        store.put("models/v1/model.json", new byte[] {2, 3});

        assertThat(store.get("models/v1/model.json")).contains(new byte[] {2, 3});
    }

    @Test
    void makesAnObjectOnceAndThenLeavesItAsItIs() throws Exception {
        ObjectStore store = new DirectoryObjectStore(directory);

        assertThat(store.putNew("checkpoints/1", new byte[] {1})).isTrue();
        assertThat(store.putNew("checkpoints/1", new byte[] {2})).isFalse();

        assertThat(store.get("checkpoints/1")).contains(new byte[] {1});
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void ofManyWhoMakeOneObjectAtOnceExactlyOneDoes() {
        ObjectStore store = new DirectoryObjectStore(directory);

        assertThat(
                        IntStream.range(0, 16)
                                .parallel()
                                .filter(i -> store.putNew("one", new byte[] {(byte) i}))
                                .count())
                .isOne();
    }

    @Test
    void listsByPrefixInOrderAndLeavesNothingUnfinished() throws Exception {
        ObjectStore store = new DirectoryObjectStore(directory);
        for (String key : List.of("b/2", "a/1", "b/10", "pointer.json")) {
            store.put(key, new byte[] {1});
        }

        assertThat(store.list("b/")).containsExactly("b/10", "b/2");
        assertThat(store.list("b/1")).containsExactly("b/10");
        assertThat(store.list("c/")).isEmpty();
        assertThat(store.list("")).hasSize(4);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(4);
        }
    }

    @Test
    void refusesKeysThatLeaveTheDirectory() {
        ObjectStore store = new DirectoryObjectStore(directory);

        for (String key : List.of("../x", "a/../../x", "/etc/passwd", "", "a//b", ".hidden")) {
            assertThatThrownBy(() -> store.get(key)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.put(key, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isUnavailableWhenTheDirectoryCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new DirectoryObjectStore(file).put("a/b", new byte[0]))
                .isInstanceOf(Unavailable.class);
    }
}
