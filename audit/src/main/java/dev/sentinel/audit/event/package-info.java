/**
 * What is written down: the one event model of every module, and the registry of actions.
 *
 * <p>Owns the words of an event (actor, action, outcome, target, origin), the rules its values obey
 * and the canonical bytes a leaf is hashed from. Leaves writing to {@code audit.log}, hashing trees
 * to {@code audit.tree}, and the meaning of each action to the module that registers it.
 */
@NullMarked
package dev.sentinel.audit.event;

import org.jspecify.annotations.NullMarked;
