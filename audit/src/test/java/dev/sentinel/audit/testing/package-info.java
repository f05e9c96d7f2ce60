/** A log of a test's own, and events to put into it. */
@NullMarked
package dev.sentinel.audit.testing;

import org.jspecify.annotations.NullMarked;
