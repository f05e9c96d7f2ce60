/**
 * Another registry while the gateway runs. Owns the decision whether one may take over, which is
 * whole or not at all, and what that changes for whom; leaves reading to {@code gateway.registry}
 * and serving to {@code gateway.forward}.
 */
@NullMarked
package dev.sentinel.gateway.reload;

import org.jspecify.annotations.NullMarked;
