/** Hash functions that every platform has, ready for use. */
@NullMarked
package dev.sentinel.base.hash;

import org.jspecify.annotations.NullMarked;
