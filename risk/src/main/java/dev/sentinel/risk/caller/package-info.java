/**
 * Who asks: the workspace that bounds an operation and the names that its audit event carries.
 *
 * <p>Owns the step from a request to {@link dev.sentinel.risk.caller.By}. Leaves finding out who it
 * is to {@code trust}.
 */
@NullMarked
package dev.sentinel.risk.caller;

import org.jspecify.annotations.NullMarked;
