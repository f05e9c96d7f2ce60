/**
 * How many requests a caller may make in a minute.
 *
 * <p>Owns: counting, exactly and across processes (Redis), and in this process alone while Redis is
 * away; the 429 and its headers. A caller is an agent or a person; without a token it is an
 * address.
 *
 * <p>Leaves to others: how many agents ({@code identity.agent}) and tokens of a month ({@code
 * identity.token}) there may be, which are rows of the database.
 */
@NullMarked
package dev.sentinel.identity.limit;

import org.jspecify.annotations.NullMarked;
