package dev.sentinel.risk.model;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the active-model pointer, so that an activation in one process is an activation in all
 * within seconds. What must not be used is logged and the last good model stays.
 */
public final class PointerFollower implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(PointerFollower.class);

    private final ModelRegistry registry;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean looked;

    private PointerFollower(ModelRegistry registry) {
        this.registry = registry;
    }

    /** Looks at once and then every few seconds, in the background. */
    public static PointerFollower start(ModelRegistry registry) {
        PointerFollower follower = new PointerFollower(registry);
        Thread.ofPlatform().name("risk-model-pointer").daemon().start(follower::follow);
        return follower;
    }

    /** Whether it has looked: from then on a model that is active is loaded. */
    public boolean hasLooked() {
        return looked;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void follow() {
        try {
            do {
                look();
                looked = true;
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void look() {
        try {
            registry.refresh();
        } catch (ModelRefused | Unavailable e) {
            log.warn("the active-model pointer is not followed: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // Nobody else looks: without this thread no other model would ever decide here.
            log.error("the active-model pointer is not followed", e);
        }
    }
}
