/** What production must not contain: embedded stores, demo sign-in, payment generator, seeds. */
@NullMarked
package dev.sentinel.demo;

import org.jspecify.annotations.NullMarked;
