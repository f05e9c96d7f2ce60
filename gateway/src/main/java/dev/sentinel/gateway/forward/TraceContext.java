package dev.sentinel.gateway.forward;

import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} of a forwarded call (W3C Trace Context): the caller's trace when it names
 * one properly, else a new one; the span is always new.
 */
final class TraceContext {
    private static final int LENGTH = 55;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final HexFormat HEX = HexFormat.of();

    private final LongSupplier random;

    TraceContext(LongSupplier random) {
        this.random = random;
    }

    String next(@Nullable String received) {
        if (received != null && isValid(received)) {
            return received.substring(0, SPAN) + span() + received.substring(FLAGS - 1);
        }
        return "00-"
                + HEX.toHexDigits(nonZero())
                + HEX.toHexDigits(random.getAsLong())
                + '-'
                + span()
                + "-00";
    }

    private String span() {
        return HEX.toHexDigits(nonZero());
    }

    /** An id of zeroes is invalid, so a vanishingly rare zero becomes a one. */
    private long nonZero() {
        long value = random.getAsLong();
        return value == 0 ? 1 : value;
    }

    private static boolean isValid(String value) {
        if (value.length() != LENGTH || !value.startsWith("00-")) {
            return false;
        }
        boolean trace = false;
        boolean span = false;
        for (int i = 3; i < LENGTH; i++) {
            char c = value.charAt(i);
            if (i == SPAN - 1 || i == FLAGS - 1) {
                if (c != '-') {
                    return false;
                }
                continue;
            }
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
            trace |= i < SPAN - 1 && c != '0';
            span |= i >= SPAN && i < FLAGS - 1 && c != '0';
        }
        return trace && span;
    }
}
