/** Facts about writing and finding events, on a real PostgreSQL. */
@NullMarked
package dev.sentinel.audit.log;

import org.jspecify.annotations.NullMarked;
