@NullMarked
package dev.sentinel.trust.limit;

import org.jspecify.annotations.NullMarked;
