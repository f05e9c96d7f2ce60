/** One JSON reader and writer for the platform, exact about numbers. */
@NullMarked
package dev.sentinel.base.json;

import org.jspecify.annotations.NullMarked;
