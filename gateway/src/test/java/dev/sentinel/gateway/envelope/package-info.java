@NullMarked
package dev.sentinel.gateway.envelope;

import org.jspecify.annotations.NullMarked;
