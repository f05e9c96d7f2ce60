/** The HTTP edge: listeners, the route table, requests and answers, dialects, limits. */
@NullMarked
package dev.sentinel.web;

import org.jspecify.annotations.NullMarked;
