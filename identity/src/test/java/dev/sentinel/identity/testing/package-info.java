/** Identity whole, on real stores and real HTTP, for tests. */
@NullMarked
package dev.sentinel.identity.testing;

import org.jspecify.annotations.NullMarked;
