/** Follows an HTTP address in the back: asks again and again, for keys and for revocations. */
@NullMarked
package dev.sentinel.trust.follow;

import org.jspecify.annotations.NullMarked;
