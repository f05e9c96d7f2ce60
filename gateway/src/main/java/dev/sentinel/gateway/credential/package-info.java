/**
 * The Basic credentials that the gateway presents to services (RFC 7617): where they are kept
 * (environment, files, AWS SSM Parameter Store), how long they are believed, and how one follows
 * the other without a call refused. Leaves putting them on requests to {@code gateway.forward}.
 */
@NullMarked
package dev.sentinel.gateway.credential;

import org.jspecify.annotations.NullMarked;
