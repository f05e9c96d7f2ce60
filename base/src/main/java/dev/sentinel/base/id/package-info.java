/** Identifiers in time order (RFC 9562, version 7). */
@NullMarked
package dev.sentinel.base.id;

import org.jspecify.annotations.NullMarked;
