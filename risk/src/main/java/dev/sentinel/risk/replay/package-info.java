/**
 * Past payments played back through the public interface, and stored decisions computed again.
 *
 * <p>Owns no route and no table: {@link dev.sentinel.risk.replay.Replay} is a client of {@code
 * /v1/models}, {@code /v1/history}, {@code /v1/risk/score} and {@code /v1/risk/feedback}, {@link
 * dev.sentinel.risk.replay.Recompute} reads what {@code decision} stored. The command line wraps
 * both.
 */
@NullMarked
package dev.sentinel.risk.replay;

import org.jspecify.annotations.NullMarked;
