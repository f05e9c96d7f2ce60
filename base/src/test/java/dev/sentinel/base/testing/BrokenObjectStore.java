package dev.sentinel.base.testing;

import dev.sentinel.base.objects.ObjectStore;
import java.util.List;
import java.util.Optional;

/** An object store whose every call ends in an error, which nobody expects of it. */
public final class BrokenObjectStore implements ObjectStore {
    private static StackOverflowError broken() {
        return new StackOverflowError("a broken store");
    }

    @Override
    public Optional<byte[]> get(String key) {
        throw broken();
    }

    @Override
    public void put(String key, byte[] body) {
        throw broken();
    }

    @Override
    public boolean putNew(String key, byte[] body) {
        throw broken();
    }

    @Override
    public List<String> list(String prefix) {
        throw broken();
    }
}
