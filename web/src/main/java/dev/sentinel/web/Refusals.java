package dev.sentinel.web;

import dev.sentinel.base.Unavailable;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a failure; the rest of it is for the log. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static Problem of(Exchange exchange, Throwable failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case Unavailable away -> {
                LOG.warn("{}: {}", exchange.requestId(), away.getMessage());
                yield Problem.unavailable(away.what() + " is not available: try again");
            }
            case CompletionException later when later.getCause() != null ->
                    of(exchange, later.getCause());
            default -> internal(exchange, failure);
        };
    }

    /** A bug ends as a 500 with the request's id and nothing else; the cause is in the log. */
    static Problem internal(Exchange exchange, Throwable bug) {
        LOG.error(
                "{} {} {} failed",
                exchange.requestId(),
                exchange.head().method(),
                exchange.head().path(),
                bug);
        return Problem.of(
                Problem.Kind.INTERNAL,
                "something failed here: see request " + exchange.requestId());
    }
}
