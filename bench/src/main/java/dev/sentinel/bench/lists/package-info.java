/**
 * Lists of a million agents, page by page: {@code bench/lists}.
 *
 * <p>Owns: filling the registry by SQL, asking identity for pages over HTTP, the table of times.
 */
@NullMarked
package dev.sentinel.bench.lists;

import org.jspecify.annotations.NullMarked;
