/** Real stores for the tests of every module: a fresh database, a Redis of one's own, outages. */
@NullMarked
package dev.sentinel.base.testing;

import org.jspecify.annotations.NullMarked;
