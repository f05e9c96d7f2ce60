package dev.sentinel.gateway.forward.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadWriterTest {
    private final HeadWriter head = new HeadWriter();

    @Test
    void writesOneRequestAfterAnother() {
        head.begin("GET", "/a?b=c", "service:8080");
        head.add("X-One", "1");
        assertThat(written())
                .isEqualTo("GET /a?b=c HTTP/1.1\r\nhost: service:8080\r\nX-One: 1\r\n\r\n");

        head.begin("POST", "/", "service");
        assertThat(written()).isEqualTo("POST / HTTP/1.1\r\nhost: service\r\n\r\n");
    }

    @Test
    void holdsHeadersOfAnyLength() {
        String value = "v".repeat(100_000);
        head.begin("GET", "/", "service");
        head.add("X-Long", value);
        head.add("X-Latin", "\u00e9\t\u00ff");

        assertThat(written()).endsWith("X-Long: " + value + "\r\nX-Latin: \u00e9\t\u00ff\r\n\r\n");
    }

    /** CWE-93: whoever could end a line could write headers, and requests, of their own. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a\r\nX-Role: admin", "a\nb", "a\rb", "a\0b", "a\u007fb", "\u560d\u560a"})
    void refusesWhatWouldEndALine(String value) {
        head.begin("GET", "/", "service");

        assertThatThrownBy(() -> head.add("X-Value", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> head.add(value, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> head.begin("GET", "/" + value, "service"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String written() {
        ByteBuf bytes = head.end(UnpooledByteBufAllocator.DEFAULT);
        try {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } finally {
            bytes.release();
        }
    }
}
