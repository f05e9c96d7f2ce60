package dev.sentinel.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a request when its answer is out: for the log, the metrics and the audit.
 *
 * @param route empty when nothing matched
 * @param status what was answered; {@link Exchange#CLIENT_LEFT} when the client went away before
 * @param refusal why it was refused, as the caller was told; empty when it was not
 * @param passedOn whether it went on to a service, so that something may have been done there,
 *     whatever was answered
 */
public record FinishedCall(
        String listener,
        String requestId,
        String method,
        String path,
        Optional<Route> route,
        Optional<Caller> caller,
        String remoteAddress,
        Optional<String> userAgent,
        int status,
        Optional<String> refusal,
        boolean passedOn,
        Instant receivedAt,
        Duration duration) {}
