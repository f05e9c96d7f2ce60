/**
 * How the gateway hands a caller over to a service inside the trust zone: the identity headers, and
 * the authenticator that believes them. Owns the names and the spelling of these headers; leaves to
 * the gateway the removing of every such header that a client sent, and to each service the naming
 * of the gateway whose key it trusts.
 */
@NullMarked
package dev.sentinel.trust.handover;

import org.jspecify.annotations.NullMarked;
