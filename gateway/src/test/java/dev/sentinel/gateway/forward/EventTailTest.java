package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WHATWG HTML §9.2.6: lines end with CRLF, LF or CR, and a blank one ends an event. */
class EventTailTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: 1\n\n",
                "data: 1\r\r",
                "data: 1\r\n\r\n",
                "data: 1\n\r\n",
                "data: 1\r\n\n",
                "data: 1\n\r",
                "\n",
                "\r\n",
                "data: 1\n\n\n"
            })
    void anEventMayFollowABlankLine(String passed) {
        assertThat(mayFollow(passed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"d", "data: 1", "data: 1\n", "data: 1\r", "data: 1\r\n", "data: 1\n\nd"})
    void noneMayFollowAnythingElse(String passed) {
        assertThat(mayFollow(passed)).isFalse();
    }

    @Test
    void oneMayBeTheFirst() {
        assertThat(new EventTail().mayFollow()).isTrue();
    }

    /** However the bytes come. */
    private static boolean mayFollow(String passed) {
        EventTail whole = new EventTail();
        whole.passed(Buffer.buffer(passed));
        EventTail single = new EventTail();
        passed.chars().forEach(each -> single.passed(Buffer.buffer().appendByte((byte) each)));
        assertThat(single.mayFollow()).isEqualTo(whole.mayFollow());
        return whole.mayFollow();
    }
}
