/**
 * Who is calling: principals, roles, access rules; below it token verification and revocations.
 *
 * <p>What any service embeds to know its callers. Issues nothing and stores nothing: keys and
 * revocations come from identity over HTTP and are held in memory.
 */
@NullMarked
package dev.sentinel.trust;

import org.jspecify.annotations.NullMarked;
