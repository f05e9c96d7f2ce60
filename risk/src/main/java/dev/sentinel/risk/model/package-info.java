/**
 * Models at work: boosted trees evaluated in plain Java, exact explanations of their scores, the
 * model artifact, and the registry that says which version is active. Owns the artifact's format.
 * Leaves training to {@code risk.train} and thresholds, points and decisions to {@code
 * risk.decision}. Only the registry does I/O, through an {@link
 * dev.sentinel.base.objects.ObjectStore}.
 */
@NullMarked
package dev.sentinel.risk.model;

import org.jspecify.annotations.NullMarked;
