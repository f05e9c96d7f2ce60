/** Pages of lists: how a request asks for one, how an answer shows it. */
@NullMarked
package dev.sentinel.identity.listing;

import org.jspecify.annotations.NullMarked;
