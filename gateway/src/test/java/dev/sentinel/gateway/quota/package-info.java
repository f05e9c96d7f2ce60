@NullMarked
package dev.sentinel.gateway.quota;

import org.jspecify.annotations.NullMarked;
