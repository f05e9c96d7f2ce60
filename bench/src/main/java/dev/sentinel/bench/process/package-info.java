/**
 * The demo program as a child process: started, given an agent and a model, loaded, and its
 * processor time read from {@code /proc}. Linux only. The load itself is {@code bench.load}'s.
 */
@NullMarked
package dev.sentinel.bench.process;

import org.jspecify.annotations.NullMarked;
