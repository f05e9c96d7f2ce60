package dev.sentinel.identity.token;

import dev.sentinel.identity.key.AccessTokenSigner;
import dev.sentinel.identity.key.KeyRing;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a client's access token says as claims (RFC 9068 section 2.2). */
final class TokenSigner {
    private final AccessTokenSigner signer;
    private final TokenConfig config;

    TokenSigner(KeyRing keys, TokenConfig config) {
        this.signer = new AccessTokenSigner(keys);
        this.config = config;
    }

    String sign(AccessToken token) {
        return signer.sign(claims(token));
    }

    private Map<String, Object> claims(AccessToken token) {
        long issuedAt = token.issuedAt().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", config.issuer());
        // RFC 7519 section 4.1.3: one audience is a text.
        claims.put(
                "aud",
                token.audience().size() == 1 ? token.audience().getFirst() : token.audience());
        claims.put("sub", token.subject());
        claims.put("client_id", token.client().toString());
        claims.put("scope", token.scope());
        claims.put("jti", token.id().toString());
        claims.put("iat", issuedAt);
        claims.put("exp", issuedAt + token.life().toSeconds());
        claims.put("wid", token.workspace());
        claims.put("sid", token.credential().toString());
        token.acting()
                .ifPresent(acting -> {
                    claims.put("act", acting.act(token.client().toString()));
                    claims.put("chain", acting.links().stream().sorted().toList());
                    if (acting.person()) {
                        claims.put("sub_type", "person");
                    }
                });
        if (!token.confirmation().isNone()) {
            claims.put("cnf", token.confirmation().json());
        }
        return claims;
    }
}
