/** The Java client for agents and services; depends on nothing else of ours. */
@NullMarked
package dev.sentinel.client;

import org.jspecify.annotations.NullMarked;
