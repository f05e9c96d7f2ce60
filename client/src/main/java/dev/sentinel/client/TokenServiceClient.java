package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Tokens that somebody holds. Every call throws {@link AgentIdPException}. */
public final class TokenServiceClient {
    private static final String PATH = "/api/v1/token/";

    private final Calls calls;

    TokenServiceClient(Calls calls) {
        this.calls = calls;
    }

    /** What a token says, and whether it is good now (RFC 7662). */
    public TokenIntrospection introspectToken(String token) {
        return Wire.await(introspectTokenAsync(token));
    }

    public CompletableFuture<TokenIntrospection> introspectTokenAsync(String token) {
        return calls.form(PATH + "introspect", Map.of("token", token), new TypeReference<>() {});
    }

    /** Ends a token everywhere (RFC 7009); one that is not good already is no error. */
    public void revokeToken(String token) {
        Wire.await(revokeTokenAsync(token));
    }

    public CompletableFuture<Void> revokeTokenAsync(String token) {
        return calls.form(
                        PATH + "revoke",
                        Map.of("token", token),
                        new TypeReference<Map<String, Object>>() {})
                .thenApply(answer -> null);
    }
}
