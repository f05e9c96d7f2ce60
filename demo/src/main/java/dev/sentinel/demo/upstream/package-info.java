/**
 * A program that plays the services behind the gateway, which are not part of the platform: nexus,
 * zen, agents and ingestion, with replies of the shapes that the real ones give, and with every
 * misbehaviour that a gateway must survive. Owns nothing; speaks HTTP by sockets of its own, so
 * that it shares no code with what it is there to try.
 */
@NullMarked
package dev.sentinel.demo.upstream;

import org.jspecify.annotations.NullMarked;
