/** Facts about models. */
@NullMarked
package dev.sentinel.risk.model;

import org.jspecify.annotations.NullMarked;
