package dev.sentinel.gateway.forward.http1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For how long a service keeps an idle connection, when it says so (RFC 2068 §19.7.1.1). */
final class KeepAlive {
    private static final Pattern TIMEOUT =
            Pattern.compile("(?:^|[,\\s])timeout=\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    /** Before the service's own end: a call must not meet a connection just closed. */
    private static final Duration EARLY = Duration.ofSeconds(1);

    private KeepAlive() {}

    /** The time that {@code header} tells, less a second; far more than any limit without one. */
    static long nanos(String header) {
        Matcher told = TIMEOUT.matcher(header);
        if (!told.find()) {
            return Long.MAX_VALUE;
        }
        Duration timeout = Duration.ofSeconds(Integer.parseInt(told.group(1))).minus(EARLY);
        return Math.max(0, timeout.toNanos());
    }
}
