/**
 * What the codes of refusals mean, where {@code documentation_url} points (contract studio §3.2):
 * {@code GET /docs/errors}. It tells nothing of which routes there are, so everybody may read it.
 */
@NullMarked
package dev.sentinel.gateway.errors;

import org.jspecify.annotations.NullMarked;
