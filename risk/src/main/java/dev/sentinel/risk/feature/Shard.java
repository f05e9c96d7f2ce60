package dev.sentinel.risk.feature;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of all entities with one writer at a time: callers hold {@link #lock}. Full, it forgets
 * the entity that was paid attention to least recently; the order of events alone decides which.
 */
final class Shard {
    final ReentrantLock lock = new ReentrantLock();
    final RecentIds payments;
    final RecentIds frauds;

    private final int capacity;
    private final Map<EntityKind, Map<String, Entity>> entities = new EnumMap<>(EntityKind.class);
    private @Nullable Entity stalest;
    private @Nullable Entity freshest;
    private int size;

    Shard(int entityCapacity, int idCapacity) {
        this.capacity = entityCapacity;
        this.payments = new RecentIds(idCapacity);
        this.frauds = new RecentIds(idCapacity);
        for (EntityKind kind : EntityKind.values()) {
            entities.put(kind, new HashMap<>());
        }
    }

    /** Reads without a trace: looking at an entity does not keep it alive. */
    @Nullable Entity find(EntityKind kind, String key) {
        return byKey(kind).get(key);
    }

    /** The entity, made if new, and now the freshest. */
    Entity touch(EntityKind kind, String key) {
        Entity entity = byKey(kind).get(key);
        if (entity == null) {
            if (size == capacity) {
                evict();
            }
            entity = new Entity(kind, key);
            byKey(kind).put(key, entity);
            size++;
        } else {
            unlink(entity);
        }
        link(entity);
        return entity;
    }

    int size() {
        return size;
    }

    private Map<String, Entity> byKey(EntityKind kind) {
        return Objects.requireNonNull(entities.get(kind));
    }

    private void evict() {
        Entity victim = Objects.requireNonNull(stalest);
        unlink(victim);
        byKey(victim.kind).remove(victim.key);
        size--;
    }

    private void link(Entity entity) {
        entity.staler = freshest;
        entity.fresher = null;
        if (freshest == null) {
            stalest = entity;
        } else {
            freshest.fresher = entity;
        }
        freshest = entity;
    }

    private void unlink(Entity entity) {
        if (entity.staler == null) {
            stalest = entity.fresher;
        } else {
            entity.staler.fresher = entity.fresher;
        }
        if (entity.fresher == null) {
            freshest = entity.staler;
        } else {
            entity.fresher.staler = entity.staler;
        }
    }
}
