/**
 * How a platform that nobody administers gets its first administrator.
 *
 * <p>Owns: the one operation that needs no token. It has no route: whoever runs it holds the
 * settings of the program, with the database's address and the pepper, and could do as much by
 * hand.
 *
 * <p>Leaves to others: agents and credentials, of which an administrator is one of each.
 */
@NullMarked
package dev.sentinel.identity.bootstrap;

import org.jspecify.annotations.NullMarked;
