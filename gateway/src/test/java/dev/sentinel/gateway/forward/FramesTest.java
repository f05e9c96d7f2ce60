package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6455 §5.2: where a frame ends. */
class FramesTest {
    /** In each of the three forms of a length, with a mask and without, in any pieces. */
    @Test
    void oneMayFollowOnlyWhereTheLastIsWhole() {
        List<Buffer> whole =
                List.of(
                        frame("8100", 0),
                        frame("8105", 5),
                        frame("828500000000", 5),
                        frame("827e0100", 256),
                        frame("827f0000000000010000", 65_536),
                        frame("82ff000000000000012c00000000", 300));
        for (Buffer each : whole) {
            Frames frames = new Frames();
            assertThat(frames.mayFollow()).isTrue();
            for (int i = 0; i < each.length(); i++) {
                frames.passed(each.getBuffer(i, i + 1));
                assertThat(frames.mayFollow()).isEqualTo(i == each.length() - 1);
            }
        }
        Frames together = new Frames();
        whole.forEach(together::passed);
        assertThat(together.mayFollow()).isTrue();
        together.passed(frame("8105", 4));
        assertThat(together.mayFollow()).isFalse();
    }

    /** §5.5.1: nothing is sent after a close frame. */
    @Test
    void noneMayFollowTheLast() {
        Frames frames = new Frames();
        frames.passed(Frames.close(Frames.GOING_AWAY, ""));

        assertThat(frames.mayFollow()).isFalse();
    }

    @Test
    void theLastSaysWhy() {
        assertThat(Frames.close(Frames.POLICY_VIOLATION, "no").getBytes())
                .isEqualTo("\u0088\u0004\u0003\u00f0no".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Buffer frame(String head, int payload) {
        return Buffer.buffer(HexFormat.of().parseHex(head)).appendBytes(new byte[payload]);
    }
}
