package dev.sentinel.audit;

import dev.sentinel.audit.sequencer.CheckpointPublisher;
import dev.sentinel.audit.sequencer.Integrated;
import dev.sentinel.audit.sequencer.SequencerLoop;
import dev.sentinel.audit.witness.WitnessAsking;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/** What the log measures of itself. The names stand in {@code docs/reference/audit-metrics.md}. */
final class AuditMetrics {
    private final MeterRegistry registry;
    private final Timer lag;

    AuditMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.lag =
                Timer.builder("audit.integration.lag")
                        .description("from an event to the checkpoint over it, oldest of each pass")
                        .serviceLevelObjectives(
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(200),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30))
                        .register(registry);
    }

    /** A pass of this process has added leaves. */
    void integrated(Integrated added) {
        lag.record(added.lag());
    }

    void watch(Audit audit, SequencerLoop loop, CheckpointPublisher publisher, Clock clock) {
        gauge(
                "audit.queue.depth",
                "recorded events that are not written yet",
                audit,
                each -> each.log().waiting());
        gauge("audit.tree.size", "entries in the signed tree", loop, each -> each.last().size());
        gauge(
                "audit.integration.waiting.seconds",
                "for how long committed events have been without a proof",
                loop,
                each -> each.waiting().toMillis() / 1_000.0);
        gauge(
                "audit.checkpoint.age.seconds",
                "since the newest checkpoint was signed; it is signed when there are new events",
                loop,
                each -> seconds(each.last().signedAt(), clock.instant()));
        gauge(
                "audit.sequencer.stuck",
                "1 while committed events are not being integrated",
                loop,
                each -> each.failure().isPresent() ? 1 : 0);
        gauge(
                "audit.published.size",
                "size of the newest checkpoint in the object store; -1 until this process saw one",
                publisher,
                CheckpointPublisher::publishedSize);
        gauge(
                "audit.publisher.stuck",
                "1 while checkpoints do not reach the object store",
                publisher,
                each -> each.failure().isPresent() ? 1 : 0);
    }

    void watch(WitnessAsking witness) {
        Tags name = Tags.of("witness", witness.name());
        Gauge.builder("audit.witness.size", witness, WitnessAsking::cosignedSize)
                .description("size of the newest checkpoint that this process got cosigned")
                .tags(name)
                .register(registry);
        Gauge.builder("audit.witness.stuck", witness, each -> each.failure().isPresent() ? 1 : 0)
                .description("1 while the witness does not cosign")
                .tags(name)
                .register(registry);
    }

    /** Not a number before the log has been looked at. */
    private static double seconds(Instant from, Instant until) {
        return from.equals(Instant.EPOCH)
                ? Double.NaN
                : Duration.between(from, until).toMillis() / 1_000.0;
    }

    private <T> void gauge(String name, String what, T part, ToDoubleFunction<T> value) {
        Gauge.builder(name, part, value).description(what).register(registry);
    }
}
