/** Whether identity and the stores it needs work: {@code GET /health}. */
@NullMarked
package dev.sentinel.identity.health;

import org.jspecify.annotations.NullMarked;
