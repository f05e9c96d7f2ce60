package dev.sentinel.risk.model;

import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.BrokenObjectStore;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.Features;
import java.time.Clock;
import org.junit.jupiter.api.Test;

final class PointerFollowerTest {
    @Test
    void anErrorDoesNotEndTheFollowing() {
        ModelRegistry registry =
                new ModelRegistry(
                        new BrokenObjectStore(),
                        ModelRegistry.POINTER,
                        new Features(FeatureConfig.standard()).schema(),
                        Clock.systemUTC());
        try (PointerFollower follower = PointerFollower.start(registry)) {
            await().until(follower::hasLooked);
        }
    }
}
