/**
 * How many requests a caller may make in a minute.
 *
 * <p>Owns: who is counted; the 429 and its headers; attempts to get in. A caller is an agent or a
 * person; without a token it is an address.
 *
 * <p>Leaves to others: counting ({@code trust.limit}); how many agents ({@code identity.agent}) and
 * tokens of a month ({@code identity.token}) there may be, which are rows of the database.
 */
@NullMarked
package dev.sentinel.identity.limit;

import org.jspecify.annotations.NullMarked;
