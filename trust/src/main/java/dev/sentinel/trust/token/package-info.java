/** Verifies access tokens (RFC 9068) from memory: keys, the verified-token cache, Bearer. */
@NullMarked
package dev.sentinel.trust.token;

import org.jspecify.annotations.NullMarked;
