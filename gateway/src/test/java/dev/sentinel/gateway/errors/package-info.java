@NullMarked
package dev.sentinel.gateway.errors;

import org.jspecify.annotations.NullMarked;
