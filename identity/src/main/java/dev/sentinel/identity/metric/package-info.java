/** What identity counts for operators: tokens issued, agents registered. */
@NullMarked
package dev.sentinel.identity.metric;

import org.jspecify.annotations.NullMarked;
