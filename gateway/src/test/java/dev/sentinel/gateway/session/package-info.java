@NullMarked
package dev.sentinel.gateway.session;

import org.jspecify.annotations.NullMarked;
