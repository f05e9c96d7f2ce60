package dev.sentinel.base.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands where the test puts it. */
public final class SetClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>();

    public SetClock(String now) {
        set(now);
    }

    public void set(String instant) {
        now.set(Instant.parse(instant));
    }

    public void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("stands in UTC");
    }
}
