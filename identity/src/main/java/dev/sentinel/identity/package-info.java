/**
 * Identity: agents, credentials, tokens, keys, revocations.
 *
 * <p>Owns: the assembly {@link dev.sentinel.identity.Identity}, the schema {@code identity}, what
 * runs by the clock. The features are in packages of their own.
 *
 * <p>Leaves to others: verifying tokens and rules (module {@code trust}), the audit log (module
 * {@code audit}), demo sign-in (module {@code demo}).
 */
@NullMarked
package dev.sentinel.identity;

import org.jspecify.annotations.NullMarked;
