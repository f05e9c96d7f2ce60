@NullMarked
package dev.sentinel.trust.revocation;

import org.jspecify.annotations.NullMarked;
