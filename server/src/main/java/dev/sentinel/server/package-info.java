/** The process: roles, listeners, wiring, command line. */
@NullMarked
package dev.sentinel.server;

import org.jspecify.annotations.NullMarked;
