/** Facts about features. */
@NullMarked
package dev.sentinel.risk.feature;

import org.jspecify.annotations.NullMarked;
