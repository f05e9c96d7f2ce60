/** The log over HTTP: every answer, who may have it, and an independent verifier's opinion. */
@NullMarked
package dev.sentinel.server.log;

import org.jspecify.annotations.NullMarked;
