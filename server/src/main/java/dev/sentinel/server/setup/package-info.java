/**
 * What a fresh checkout needs before its first start: keys, TLS files, {@code .env}.
 *
 * <p>Makes only what is missing and never overwrites a secret. Leaves rotation to identity's key
 * ring and databases to whoever runs them.
 */
@NullMarked
package dev.sentinel.server.setup;

import org.jspecify.annotations.NullMarked;
