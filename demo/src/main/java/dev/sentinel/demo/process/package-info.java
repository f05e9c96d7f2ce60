/**
 * The whole demo as one process: its stores, every role of the platform, the demo's sign-in.
 *
 * <p>This is the demo's assembly. It gives the platform settings and additions and changes nothing
 * inside it.
 */
@NullMarked
package dev.sentinel.demo.process;

import org.jspecify.annotations.NullMarked;
