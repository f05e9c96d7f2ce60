/**
 * Measured: micro-benchmarks (JMH), and the whole process under load. Nothing here is a test:
 * figures are printed, with what they are to be compared with from the same run.
 */
@NullMarked
package dev.sentinel.bench;

import org.jspecify.annotations.NullMarked;
