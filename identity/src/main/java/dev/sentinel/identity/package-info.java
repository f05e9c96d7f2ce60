/** Agents, credentials, tokens, keys. */
@NullMarked
package dev.sentinel.identity;

import org.jspecify.annotations.NullMarked;
