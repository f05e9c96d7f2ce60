package dev.sentinel.gateway.forward;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries a small part of the traffic: each call adds a tenth of a retry, up to ten. A
 * service that fails for everybody is not asked twice by everybody.
 */
final class RetryBudget {
    private static final int RETRY = 10;
    private static final int MOST = 10 * RETRY;

    private final AtomicInteger tenths = new AtomicInteger(MOST);

    void called() {
        if (tenths.getPlain() < MOST) {
            tenths.updateAndGet(left -> Math.min(MOST, left + 1));
        }
    }

    boolean take() {
        return tenths.getAndUpdate(left -> left >= RETRY ? left - RETRY : left) >= RETRY;
    }
}
