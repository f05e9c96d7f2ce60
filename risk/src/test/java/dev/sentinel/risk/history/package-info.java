/** Facts about the stored past. */
@NullMarked
package dev.sentinel.risk.history;

import org.jspecify.annotations.NullMarked;
