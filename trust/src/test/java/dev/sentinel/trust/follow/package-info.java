@NullMarked
package dev.sentinel.trust.follow;

import org.jspecify.annotations.NullMarked;
