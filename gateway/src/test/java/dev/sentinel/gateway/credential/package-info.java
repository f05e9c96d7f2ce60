@NullMarked
package dev.sentinel.gateway.credential;

import org.jspecify.annotations.NullMarked;
