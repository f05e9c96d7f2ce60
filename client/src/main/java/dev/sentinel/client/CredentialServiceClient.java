package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The credentials of agents. Every call throws {@link AgentIdPException}. */
public final class CredentialServiceClient {
    private static final TypeReference<NewCredential> NEW = new TypeReference<>() {};

    private final Calls calls;

    CredentialServiceClient(Calls calls) {
        this.calls = calls;
    }

    /** One that does not expire; its secret is shown this once. */
    public NewCredential generateCredential(String agentId) {
        return Wire.await(generateCredentialAsync(agentId));
    }

    public CompletableFuture<NewCredential> generateCredentialAsync(String agentId) {
        return calls.json("POST", path(agentId), Map.of(), NEW);
    }

    /** One that ends at {@code expiresAt}; its secret is shown this once. */
    public NewCredential generateCredential(String agentId, Instant expiresAt) {
        return Wire.await(generateCredentialAsync(agentId, expiresAt));
    }

    public CompletableFuture<NewCredential> generateCredentialAsync(
            String agentId, Instant expiresAt) {
        return calls.json("POST", path(agentId), Map.of("expiresAt", expiresAt.toString()), NEW);
    }

    /** Without secrets, newest first; a page, from 1, of at most 100. */
    public PaginatedCredentials listCredentials(String agentId, int page, int limit) {
        return Wire.await(listCredentialsAsync(agentId, page, limit));
    }

    public CompletableFuture<PaginatedCredentials> listCredentialsAsync(
            String agentId, int page, int limit) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("page", Integer.toString(page));
        query.put("limit", Integer.toString(limit));
        return calls.get(path(agentId) + Calls.query(query), new TypeReference<>() {});
    }

    /** A new secret under the same id; the old one, and tokens issued with it, end at once. */
    public NewCredential rotateCredential(String agentId, String credentialId) {
        return Wire.await(rotateCredentialAsync(agentId, credentialId));
    }

    public CompletableFuture<NewCredential> rotateCredentialAsync(
            String agentId, String credentialId) {
        return calls.json("POST", path(agentId, credentialId) + "/rotate", Map.of(), NEW);
    }

    /** For good; tokens issued with it end at once. */
    public void revokeCredential(String agentId, String credentialId) {
        Wire.await(revokeCredentialAsync(agentId, credentialId));
    }

    public CompletableFuture<Void> revokeCredentialAsync(String agentId, String credentialId) {
        return calls.delete(path(agentId, credentialId));
    }

    /**
     * As {@link #revokeCredential}, when somebody else has had the secret: every credential that
     * was made by means of it ends, too, of whichever agent. Also of one that is revoked already.
     */
    public void revokeLeakedCredential(String agentId, String credentialId) {
        Wire.await(revokeLeakedCredentialAsync(agentId, credentialId));
    }

    public CompletableFuture<Void> revokeLeakedCredentialAsync(
            String agentId, String credentialId) {
        return calls.delete(path(agentId, credentialId) + "?leaked=true");
    }

    private static String path(String agentId) {
        return AgentServiceClient.path(agentId) + "/credentials";
    }

    private static String path(String agentId, String credentialId) {
        return path(agentId) + "/" + Calls.segment(credentialId);
    }
}
