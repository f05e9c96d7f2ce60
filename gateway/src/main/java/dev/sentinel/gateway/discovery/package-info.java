/**
 * Which services there are and how they are (contract studio §10). Owns the background checks and
 * {@code GET <api prefix>/discovery/services}; tells names and states, never addresses or causes.
 */
@NullMarked
package dev.sentinel.gateway.discovery;

import org.jspecify.annotations.NullMarked;
