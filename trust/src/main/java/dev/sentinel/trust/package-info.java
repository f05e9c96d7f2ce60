/** Who is calling: principals, roles, access rules, token verification, revocations. */
@NullMarked
package dev.sentinel.trust;

import org.jspecify.annotations.NullMarked;
