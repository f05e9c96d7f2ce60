/** Erasing a person: who may, what goes, what stays, and that the log still proves. */
@NullMarked
package dev.sentinel.audit.erase;

import org.jspecify.annotations.NullMarked;
