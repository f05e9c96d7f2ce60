/** Facts about training. */
@NullMarked
package dev.sentinel.risk.train;

import org.jspecify.annotations.NullMarked;
