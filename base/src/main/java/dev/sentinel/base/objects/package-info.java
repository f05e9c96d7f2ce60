/**
 * Whole objects by key, as an object store keeps them. What they mean belongs to the features that
 * write them.
 */
@NullMarked
package dev.sentinel.base.objects;

import org.jspecify.annotations.NullMarked;
