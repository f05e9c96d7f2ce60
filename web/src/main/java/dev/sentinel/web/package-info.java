/**
 * The HTTP edge: listeners, the route table, requests and answers, dialects, limits.
 *
 * <p>The only package, beside the gateway's forwarder, that knows the framework (Vert.x). Features
 * see blocking {@link dev.sentinel.web.Request}s, each on a virtual thread of its own unless an
 * endpoint can answer at once, and return {@link dev.sentinel.web.Response}s. Who the caller is and
 * what a rule means is left to {@code trust}; this package only sees to it that nothing runs before
 * both were asked.
 */
@NullMarked
package dev.sentinel.web;

import org.jspecify.annotations.NullMarked;
