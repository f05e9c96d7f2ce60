@NullMarked
package dev.sentinel.gateway.reload;

import org.jspecify.annotations.NullMarked;
