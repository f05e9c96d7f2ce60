package dev.sentinel.client;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The agent identity API from Java. One instance serves any number of threads; close it to end its
 * connections.
 *
 * <pre>{@code
 * try (var client = AgentIdPClient.connect(uri, clientId, clientSecret, Set.of("risk:score"))) {
 *     send(payment, client.tokens().get());
 * }
 * }</pre>
 */
public final class AgentIdPClient implements AutoCloseable {
    private final Wire wire;
    private final Supplier<String> tokens;

    private AgentIdPClient(Wire wire, Supplier<String> tokens) {
        this.wire = wire;
        this.tokens = tokens;
    }

    /**
     * As an agent with a credential.
     *
     * @param root for example {@code http://localhost:9003}
     * @param scopes to ask for; empty: all that the agent was granted
     */
    public static AgentIdPClient connect(
            URI root, String clientId, String clientSecret, Set<String> scopes) {
        Wire wire = new Wire(root);
        return new AgentIdPClient(
                wire, new AccessTokens(wire, clientId, clientSecret, scopes, Clock.systemUTC()));
    }

    /** With a token from elsewhere: a person's, a demo token. It is asked for at every call. */
    public static AgentIdPClient withToken(URI root, Supplier<String> token) {
        return new AgentIdPClient(new Wire(root), token);
    }

    /** The registry. */
    public AgentsClient agents() {
        return new AgentsClient(wire, tokens);
    }

    /** Credentials. */
    public CredentialsClient credentials() {
        return new CredentialsClient(wire, tokens);
    }

    /** Erasures from the audit log. */
    public ErasuresClient erasures() {
        return new ErasuresClient(wire, tokens);
    }

    /** A fresh access token at each call, for calls to other parts of the platform. */
    public Supplier<String> tokens() {
        return tokens;
    }

    @Override
    public void close() {
        wire.close();
    }
}
