/**
 * The audit log over HTTP, for those who do not trust us: {@code /audit/checkpoint}, {@code
 * /audit/tile/…} and proofs, on the identity and the management listener.
 *
 * <p>Owns the paths (C2SP tlog-tiles under the prefix {@code /audit}) and who may ask for what.
 * Leaves the log itself to module {@code audit}.
 */
@NullMarked
package dev.sentinel.server.log;

import org.jspecify.annotations.NullMarked;
