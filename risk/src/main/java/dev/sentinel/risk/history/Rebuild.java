package dev.sentinel.risk.history;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feedback.LabelStore;
import dev.sentinel.risk.payment.PaymentStore;
import dev.sentinel.risk.state.FeatureState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the stored past into the feature state after a start: payments of the last {@value #DAYS}
 * days of event time in their order, streamed, then the labels of those payments. Tries again until
 * the store answers.
 */
public final class Rebuild implements AutoCloseable {
    /** The longest window is 30 days; labels reach back a week further, late ones a little more. */
    private static final int DAYS = 45;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    private final Database database;
    private final FeatureState state;
    private final PaymentStore payments = new PaymentStore();
    private final LabelStore labels = new LabelStore();
    private final CountDownLatch closing = new CountDownLatch(1);

    private Rebuild(Database database, FeatureState state) {
        this.database = database;
        this.state = state;
    }

    /** Begins in the background. */
    public static Rebuild start(Database database, FeatureState state) {
        Rebuild rebuild = new Rebuild(database, state);
        Thread.ofPlatform().name("risk-rebuild").daemon().start(rebuild::untilComplete);
        return rebuild;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void untilComplete() {
        long start = System.nanoTime();
        while (closing.getCount() > 0) {
            try {
                database.read(this::count);
                state.markComplete();
                log.info(
                        "feature state complete: {} payments, {} entities, {} ms",
                        state.counted(),
                        state.features().entities(),
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
                return;
            } catch (Unavailable e) {
                log.warn("the feature state waits: {}", e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                // Nothing is scored before it is done: a query that was cancelled is no end.
                log.error("the feature state is counted again", e);
                pause();
            }
        }
    }

    /** Payments count once by id, so an attempt that broke off is simply repeated. */
    private long count(Tx tx) {
        state.restart();
        for (PaymentStore.Horizon horizon : payments.horizons(tx)) {
            Instant since = horizon.newest().minus(Duration.ofDays(DAYS));
            payments.each(
                    tx,
                    horizon.workspace(),
                    since,
                    payment -> {
                        state.features().observe(payment.event());
                        state.advance();
                    });
            // Labels after all payments: a label of a payment that is not counted yet would be
            // lost.
            labels.eachPositive(
                    tx,
                    horizon.workspace(),
                    since,
                    positive ->
                            state.features()
                                    .label(
                                            LabelEvent.of(
                                                    positive.payment().event(),
                                                    true,
                                                    positive.labeledAt())));
        }
        return state.counted();
    }

    private void pause() {
        try {
            closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }
}
