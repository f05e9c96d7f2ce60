package dev.sentinel.base.testing;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.objects.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** An object store in memory, which a test may take away and alter. */
public final class MemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile boolean away;

    /** From now on every call fails, or succeeds again. */
    public void goAway(boolean gone) {
        away = gone;
    }

    /** Forgets an object, which the program never does. */
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(reached().get(key)).map(byte[]::clone);
    }

    @Override
    public void put(String key, byte[] body) {
        reached().put(key, body.clone());
    }

    @Override
    public boolean putNew(String key, byte[] body) {
        return reached().putIfAbsent(key, body.clone()) == null;
    }

    @Override
    public List<String> list(String prefix) {
        return reached().keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    private ConcurrentSkipListMap<String, byte[]> reached() {
        if (away) {
            throw new Unavailable("object store", "the test took it away");
        }
        return objects;
    }
}
