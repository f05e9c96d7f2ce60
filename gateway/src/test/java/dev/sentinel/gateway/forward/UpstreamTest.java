package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.gateway.registry.ClientTls;
import dev.sentinel.gateway.registry.Mounting;
import dev.sentinel.gateway.registry.Origin;
import dev.sentinel.gateway.registry.UpstreamService.Breaker;
import dev.sentinel.gateway.registry.UpstreamService.Destination;
import dev.sentinel.gateway.registry.UpstreamService.Pool;
import dev.sentinel.gateway.registry.UpstreamService.Probe;
import dev.sentinel.gateway.registry.UpstreamService.Streams;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class UpstreamTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The loops end before those who check: a check that begins in between has no answer. */
    @Test
    void aCheckAfterTheEventLoopsHaveEndedFails() throws Exception {
        Vertx vertx = Vertx.vertx();
        Destination destination =
                new Destination(
                        new Origin(false, "127.0.0.1", 9),
                        new Mounting("", ""),
                        Optional.empty(),
                        ClientTls.STANDARD,
                        SECOND,
                        0,
                        new Pool(1, 0, SECOND, 0),
                        new Breaker(1, SECOND),
                        new Probe("/health", SECOND),
                        new Streams(SECOND, SECOND));
        try (Upstream upstream =
                new Upstream("nexus", destination, Optional.empty(), vertx, 1, System::nanoTime)) {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

            assertThat(upstream.probe()).isCompletedExceptionally();
        }
    }
}
