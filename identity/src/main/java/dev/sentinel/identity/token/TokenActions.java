package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What tokens leave in the audit log: their ids, never the tokens. */
public final class TokenActions {
    static final Action ISSUED =
            Action.of("token.issued", "an access token was issued")
                    .field("tokenId", "its jti")
                    .field("scope", "what it allows")
                    .field("credentialId", "what it was issued for")
                    .field("expiresAt", "when it ends by itself")
                    .field("delegationId", "by which the actor may act for the subject")
                    .field("subjectTokenId", "the jti of the token that it was made from");
    static final Action REVOKED =
            Action.of("token.revoked", "an access token was revoked").field("tokenId", "its jti");
    static final Action INTROSPECTED =
            Action.of("token.introspected", "somebody asked what a token says")
                    .field("active", "whether it was good")
                    .field("tokenId", "its jti");
    static final Action FAILED =
            Action.of("auth.failed", "a token request was refused").field("reason", "why");

    public static final List<Action> ALL = List.of(ISSUED, REVOKED, INTROSPECTED, FAILED);

    private TokenActions() {}
}
