/**
 * Checkpoints as signed notes: what the log promises, in text that anybody can check.
 *
 * <p>Owns the formats C2SP {@code signed-note} and {@code tlog-checkpoint} and the log's Ed25519
 * key. When to sign is the sequencer's business.
 */
@NullMarked
package dev.sentinel.audit.note;

import org.jspecify.annotations.NullMarked;
