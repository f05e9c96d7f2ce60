/**
 * The feature state of this process and whether it is complete.
 *
 * <p>Leaves filling it to {@code history} (the past), {@code decision} and {@code feedback} (what
 * comes in), and what features mean to {@code feature}.
 */
@NullMarked
package dev.sentinel.risk.state;

import org.jspecify.annotations.NullMarked;
