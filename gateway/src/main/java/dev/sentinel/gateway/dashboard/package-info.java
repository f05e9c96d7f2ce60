/**
 * The dashboard (contract studio §9): one answer made from several services' own, in the caller's
 * name. Owns {@code GET <api prefix>/dashboard}; which calls it is made from is the registry's.
 */
@NullMarked
package dev.sentinel.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
