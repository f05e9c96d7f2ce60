/** The operators' port: health of the whole process, metrics, the access log. */
@NullMarked
package dev.sentinel.server.management;

import org.jspecify.annotations.NullMarked;
