package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** W3C Trace Context, level 1, section 3.2. */
class TraceContextTest {
    private final AtomicLong numbers = new AtomicLong();
    private final TraceContext trace = new TraceContext(numbers::incrementAndGet);

    @Test
    void goesOnInTheCallersTraceWithASpanOfItsOwn() {
        assertThat(trace.next("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01");
    }

    @Test
    void beginsATraceWhenThereIsNoGoodOne() {
        for (String bad :
                List.of(
                        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "garbage")) {
            assertThat(trace.next(bad)).as(bad).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        }
        assertThat(trace.next(null)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }
}
