package dev.sentinel.client;

import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The agent identity API from Java. One instance serves any number of threads and holds one pool of
 * connections; make one and keep it.
 *
 * <pre>{@code
 * AgentIdPClient client = new AgentIdPClient("http://localhost:9003", clientId, clientSecret);
 * Agent agent = client.agents().getAgent(clientId);
 * client.agents().getAgentAsync(clientId).thenAccept(this::show);
 * send(payment, client.accessTokens().get());
 * }</pre>
 *
 * <p>Every call fails with an {@link AgentIdPException}; one with {@code Async} in its name returns
 * at once and fails its future with it.
 */
public final class AgentIdPClient implements AutoCloseable {
    private final Supplier<String> accessTokens;
    private final Runnable forget;
    private final AgentServiceClient agents;
    private final CredentialServiceClient credentials;
    private final TokenServiceClient tokens;
    private final AuditServiceClient audit;
    private final ErasuresClient erasures;

    /** As an agent with a credential, with all scopes that it was granted. */
    public AgentIdPClient(String baseUrl, String clientId, String clientSecret) {
        this(new Wire(URI.create(baseUrl)), clientId, clientSecret, Set.of());
    }

    /** As an agent with a credential, with these scopes, separated by spaces. */
    public AgentIdPClient(String baseUrl, String clientId, String clientSecret, String scope) {
        this(new Wire(URI.create(baseUrl)), clientId, clientSecret, Set.of(scope));
    }

    private AgentIdPClient(
            Wire wire, String clientId, String clientSecret, Collection<String> scopes) {
        this(wire, new AccessTokens(wire, clientId, clientSecret, scopes, Clock.systemUTC()));
    }

    private AgentIdPClient(Wire wire, AccessTokens tokens) {
        this(Calls.with(wire, tokens), tokens, tokens::forget);
    }

    private AgentIdPClient(Calls calls, Supplier<String> accessTokens, Runnable forget) {
        this.accessTokens = accessTokens;
        this.forget = forget;
        this.agents = new AgentServiceClient(calls);
        this.credentials = new CredentialServiceClient(calls);
        this.tokens = new TokenServiceClient(calls);
        this.audit = new AuditServiceClient(calls);
        this.erasures = new ErasuresClient(calls);
    }

    /**
     * As an agent with a credential.
     *
     * @param root for example {@code http://localhost:9003}
     * @param scopes to ask for; empty: all that the agent was granted
     */
    public static AgentIdPClient connect(
            URI root, String clientId, String clientSecret, Collection<String> scopes) {
        return new AgentIdPClient(new Wire(root), clientId, clientSecret, scopes);
    }

    /**
     * As an agent with a certificate (RFC 8705): there is no secret to keep, and the tokens work
     * only together with the certificate.
     *
     * @param root where the server asks for certificates, for example {@code
     *     https://localhost:9013}
     * @param tls shows the certificate and knows whom to trust: {@link ClientTls} makes one
     * @param scopes to ask for; empty: all that the agent was granted
     */
    public static AgentIdPClient withCertificate(
            URI root, String clientId, SSLContext tls, Collection<String> scopes) {
        Wire wire = new Wire(root, tls);
        return new AgentIdPClient(
                wire, AccessTokens.certified(wire, clientId, scopes, Clock.systemUTC()));
    }

    /** With a token from elsewhere: a person's, a demo token. It is asked for at every call. */
    public static AgentIdPClient withToken(URI root, Supplier<String> token) {
        return withToken(new Wire(root), token);
    }

    static AgentIdPClient withToken(Wire wire, Supplier<String> token) {
        return new AgentIdPClient(Calls.with(wire, token), token, () -> {});
    }

    /** The registry. */
    public AgentServiceClient agents() {
        return agents;
    }

    /** Credentials. */
    public CredentialServiceClient credentials() {
        return credentials;
    }

    /** Introspection and revocation of tokens. */
    public TokenServiceClient tokens() {
        return tokens;
    }

    /** The audit log. */
    public AuditServiceClient audit() {
        return audit;
    }

    /** Erasures from the audit log. */
    public ErasuresClient erasures() {
        return erasures;
    }

    /** A fresh access token at each call, for calls to other parts of the platform. */
    public Supplier<String> accessTokens() {
        return accessTokens;
    }

    /** The next call fetches a new token. */
    public void clearTokenCache() {
        forget.run();
    }

    /** Nothing is held that would have to be given back: connections end when they are idle. */
    @Override
    public void close() {}
}
