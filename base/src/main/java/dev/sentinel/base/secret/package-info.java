/** Values that must not be printed, and how they are compared. */
@NullMarked
package dev.sentinel.base.secret;

import org.jspecify.annotations.NullMarked;
