package dev.sentinel.web;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ids that name requests in logs, audit and answers: {@code req_} and 128 bits, of which the
 * first half is drawn once a process and the second counts. Unique, cheap, and no secret.
 */
final class RequestIds {
    private static final int LEAST = 8;
    private static final int MOST = 64;

    private final String prefix;
    private final AtomicLong count;

    RequestIds(RandomGenerator random) {
        this.prefix = "req_" + HexFormat.of().toHexDigits(random.nextLong());
        this.count = new AtomicLong(random.nextLong());
    }

    /** The client's own id when it is one (contract studio.md 7.3), else a new one. */
    String keepOrMake(@Nullable String sent) {
        return sent != null && isGood(sent) ? sent : make();
    }

    private String make() {
        return prefix + HexFormat.of().toHexDigits(count.incrementAndGet());
    }

    private static boolean isGood(String id) {
        if (id.length() < LEAST || id.length() > MOST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean good =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '_'
                            || c == '-';
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
