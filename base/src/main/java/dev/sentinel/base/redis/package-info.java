/** Redis: one connection, its health. What is kept there belongs to the features. */
@NullMarked
package dev.sentinel.base.redis;

import org.jspecify.annotations.NullMarked;
