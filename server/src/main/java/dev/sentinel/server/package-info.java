/**
 * The process: which roles run, on which ports, wired by hand.
 *
 * <p>Read {@link dev.sentinel.server.Sentinel} first: it is the picture of the whole. What demo
 * adds comes from outside, as {@link dev.sentinel.server.Additions}.
 */
@NullMarked
package dev.sentinel.server;

import org.jspecify.annotations.NullMarked;
