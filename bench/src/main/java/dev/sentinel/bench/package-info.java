/** Measured: micro-benchmarks, load, peers side by side. */
@NullMarked
package dev.sentinel.bench;

import org.jspecify.annotations.NullMarked;
