package dev.sentinel.audit.event;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Fields that {@link Values} has looked at: it need not look again when their event is changed. */
final class FrozenFields extends AbstractMap<String, Object> {
    private final SortedMap<String, Object> sorted;

    /** Nobody else may keep the map. */
    FrozenFields(SortedMap<String, Object> sorted) {
        this.sorted = Collections.unmodifiableSortedMap(sorted);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return sorted.entrySet();
    }

    /** A sorted map, which a copy of it is made from without comparing names. */
    SortedMap<String, Object> sorted() {
        return sorted;
    }
}
