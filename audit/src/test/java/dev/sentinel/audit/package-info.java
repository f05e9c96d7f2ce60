/** Facts about the audit log as a whole. */
@NullMarked
package dev.sentinel.audit;

import org.jspecify.annotations.NullMarked;
