/**
 * The Java client for agents and services, on Java 17 or newer.
 *
 * <pre>{@code
 * AgentIdPClient client = new AgentIdPClient("http://localhost:9003", clientId, clientSecret);
 * Agent agent = client.agents().getAgent(clientId);
 * }</pre>
 *
 * <p>Owns: access tokens (kept fresh, fetched once at a time, fetched anew when one is refused),
 * the calls to the agent identity API, blocking and as {@link
 * java.util.concurrent.CompletableFuture}, and its two shapes of errors as types. Depends on
 * nothing else of Sentinel, so that it can be published on its own.
 *
 * <p>Leaves to others: verifying tokens (module {@code trust}).
 */
@NullMarked
package dev.sentinel.client;

import org.jspecify.annotations.NullMarked;
