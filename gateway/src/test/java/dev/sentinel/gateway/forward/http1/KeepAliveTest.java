package dev.sentinel.gateway.forward.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeepAliveTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout=5          | 4",
                "max=100, Timeout=2 | 1",
                "timeout=\"30\"     | 29",
                "timeout=1          | 0",
                "timeout=0          | 0"
            })
    void endsASecondBeforeTheServiceDoes(String header, long seconds) {
        assertThat(KeepAlive.nanos(header)).isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"max=100", "xtimeout=5", "timeout=soon"})
    void anythingElseSetsNoLimit(String header) {
        assertThat(KeepAlive.nanos(header)).isEqualTo(Long.MAX_VALUE);
    }
}
