package dev.sentinel.base.objects;

import java.util.List;
import java.util.Optional;

/**
 * Objects by key. Keys are paths of letters, digits, {@code . _ -} and {@code /}. Every method
 * throws {@link dev.sentinel.base.Unavailable} when the store cannot be reached.
 */
public interface ObjectStore {

    /** The whole object. */
    Optional<byte[]> get(String key);

    /** Replaces the object at once: readers see the old one or the new one. */
    void put(String key, byte[] body);

    /**
     * Makes the object unless there is one of this key: then nothing changes. Returns whether it
     * was made.
     */
    boolean putNew(String key, byte[] body);

    /** Keys that start with a prefix, in order. */
    List<String> list(String prefix);
}
