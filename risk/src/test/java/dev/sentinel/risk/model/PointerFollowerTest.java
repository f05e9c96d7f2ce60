package dev.sentinel.risk.model;

import static org.awaitility.Awaitility.await;

import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.Features;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PointerFollowerTest {
    @Test
    void anErrorDoesNotEndTheFollowing() {
        ModelRegistry registry =
                new ModelRegistry(
                        new BrokenStore(),
                        ModelRegistry.POINTER,
                        new Features(FeatureConfig.standard()).schema(),
                        Clock.systemUTC());
        try (PointerFollower follower = PointerFollower.start(registry)) {
            await().until(follower::hasLooked);
        }
    }

    private static final class BrokenStore implements ObjectStore {
        @Override
        public Optional<byte[]> get(String key) {
            throw new StackOverflowError("a broken store");
        }

        @Override
        public void put(String key, byte[] body) {
            throw new StackOverflowError("a broken store");
        }

        @Override
        public boolean putNew(String key, byte[] body) {
            throw new StackOverflowError("a broken store");
        }

        @Override
        public List<String> list(String prefix) {
            throw new StackOverflowError("a broken store");
        }
    }
}
