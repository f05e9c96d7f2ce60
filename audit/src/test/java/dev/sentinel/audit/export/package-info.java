/** Exports: what a table may not do in a spreadsheet. */
@NullMarked
package dev.sentinel.audit.export;

import org.jspecify.annotations.NullMarked;
