/** Typed settings from the environment and {@code .env}; all problems are reported at once. */
@NullMarked
package dev.sentinel.base.config;

import org.jspecify.annotations.NullMarked;
