/**
 * Who acts on whom.
 *
 * <p>Owns: the scopes that identity grants, and the one rule of reach: an agent manages itself; a
 * token with scope {@code admin}, or a person with role ADMIN, manages its whole workspace.
 *
 * <p>Leaves to others: finding out who is calling (module {@code trust}).
 */
@NullMarked
package dev.sentinel.identity.access;

import org.jspecify.annotations.NullMarked;
