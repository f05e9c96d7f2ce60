/**
 * A light load on loopback: kept connections, a closed loop, bounded in time and count. What is
 * asked and what the answers cost the server is for others to know.
 */
@NullMarked
package dev.sentinel.bench.load;

import org.jspecify.annotations.NullMarked;
