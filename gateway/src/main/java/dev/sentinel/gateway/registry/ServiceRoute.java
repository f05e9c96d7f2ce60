package dev.sentinel.gateway.registry;

import dev.sentinel.web.Access;
import java.time.Duration;

/**
 * One public route of a service.
 *
 * @param method one HTTP method; a {@code GET} route also serves {@code HEAD}
 * @param path the public template, such as {@code /v1/cases/{id}} or {@code /api/v1/zen/{rest*}}
 * @param maxBody the longest request body, in bytes
 * @param readTimeout how long the upstream may stay silent, before or within its answer
 * @param audited whether each call is an {@code api_call} audit event
 */
public record ServiceRoute(
        String method,
        String path,
        Access access,
        int maxBody,
        Duration readTimeout,
        boolean audited) {}
