/** What a handed-over caller may be, and what is not believed. */
@NullMarked
package dev.sentinel.trust.handover;

import org.jspecify.annotations.NullMarked;
