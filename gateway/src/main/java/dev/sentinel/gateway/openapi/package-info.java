/**
 * The gateway's API as it describes itself, for people who develop against it (contract studio §2):
 * {@code GET /openapi.json} and {@code GET /docs}. Owns these two; they exist in development only,
 * for a list of all doors helps whoever looks for one that is open.
 */
@NullMarked
package dev.sentinel.gateway.openapi;

import org.jspecify.annotations.NullMarked;
