/** Facts about events and the registry of actions. */
@NullMarked
package dev.sentinel.audit.event;

import org.jspecify.annotations.NullMarked;
