/**
 * The command line: {@code sentinel COMMAND}.
 *
 * <p>Each command is a thin shell over a class of the module that owns the work. Exit codes: 0 it
 * worked, 1 it did not, 2 it was called wrongly. With {@code --json} standard output holds JSON and
 * nothing else; progress and notes go to standard error.
 */
@NullMarked
package dev.sentinel.server.cli;

import org.jspecify.annotations.NullMarked;
