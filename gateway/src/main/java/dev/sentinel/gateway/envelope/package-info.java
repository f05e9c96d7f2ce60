/**
 * The envelope around answers (contract studio §3). Owns its four keys, the decision whether an
 * answer needs it, and what a service's refusal becomes; knows bytes and JSON, not HTTP. Leaves the
 * moving of bytes to {@code gateway.forward}.
 */
@NullMarked
package dev.sentinel.gateway.envelope;

import org.jspecify.annotations.NullMarked;
