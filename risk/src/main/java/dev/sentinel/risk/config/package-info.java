/**
 * Thresholds: which score means which decision (contract §4), and their history.
 *
 * <p>Owns {@code GET} and {@code PUT /v1/admin/config} and the table {@code risk.system_config}.
 */
@NullMarked
package dev.sentinel.risk.config;

import org.jspecify.annotations.NullMarked;
