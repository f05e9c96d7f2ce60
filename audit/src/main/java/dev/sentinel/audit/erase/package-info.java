/**
 * Erasing what can identify a person, by the decision of two people.
 *
 * <p>Owns the tables {@code audit.erasure} and {@code audit.erasure_approval}, and which events say
 * what was erased. The events themselves stay, with the hashes they commit to; the rows that go are
 * listed in the log by the same transaction, so that whoever verifies it can tell an erasure from a
 * loss.
 */
@NullMarked
package dev.sentinel.audit.erase;

import org.jspecify.annotations.NullMarked;
