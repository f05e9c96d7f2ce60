package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** The credentials of agents. Every call throws {@link AgentIdPException}. */
public final class CredentialsClient {
    private final Wire wire;
    private final Supplier<String> tokens;

    CredentialsClient(Wire wire, Supplier<String> tokens) {
        this.wire = wire;
        this.tokens = tokens;
    }

    /** One that does not expire; its secret is shown this once. */
    public NewCredential generateCredential(String agentId) {
        return generate(agentId, Map.of());
    }

    /** One that ends at {@code expiresAt}; its secret is shown this once. */
    public NewCredential generateCredential(String agentId, Instant expiresAt) {
        return generate(agentId, Map.of("expiresAt", expiresAt.toString()));
    }

    /** Without secrets, newest first. */
    public Page<Credential> listCredentials(String agentId, int page, int limit) {
        String query = "?page=" + page + "&limit=" + limit;
        return wire.call(
                "GET",
                path(agentId) + query,
                tokens.get(),
                new TypeReference<Page<Credential>>() {});
    }

    /** A new secret under the same id; the old one, and tokens issued with it, end at once. */
    public NewCredential rotateCredential(String agentId, String credentialId) {
        return wire.call(
                "POST",
                path(agentId, credentialId) + "/rotate",
                tokens.get(),
                Map.of(),
                new TypeReference<NewCredential>() {});
    }

    /** For good; tokens issued with it end at once. */
    public void revokeCredential(String agentId, String credentialId) {
        wire.call("DELETE", path(agentId, credentialId), tokens.get());
    }

    private NewCredential generate(String agentId, Map<String, Object> body) {
        return wire.call(
                "POST", path(agentId), tokens.get(), body, new TypeReference<NewCredential>() {});
    }

    private static String path(String agentId) {
        return AgentsClient.path(agentId) + "/credentials";
    }

    private static String path(String agentId, String credentialId) {
        return path(agentId) + "/" + URLEncoder.encode(credentialId, StandardCharsets.UTF_8);
    }
}
