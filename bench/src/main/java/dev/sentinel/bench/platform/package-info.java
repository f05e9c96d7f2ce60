/**
 * The role identity as a process of its own, which may be killed and started again, on stores that
 * this process keeps running.
 */
@NullMarked
package dev.sentinel.bench.platform;

import org.jspecify.annotations.NullMarked;
