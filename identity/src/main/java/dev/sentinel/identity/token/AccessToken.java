package dev.sentinel.identity.token;

import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.trust.token.Confirmation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an access token says, before it is signed (DESIGN.md section 5). */
record AccessToken(
        UUID id,
        AgentId client,
        String workspace,
        CredentialId credential,
        String scope,
        List<String> audience,
        Confirmation confirmation,
        Optional<Acting> acting,
        Instant issuedAt,
        Duration life) {

    AccessToken {
        audience = List.copyOf(audience);
    }

    /** Whom it speaks for: the client, unless that acts for somebody. */
    String subject() {
        return acting.map(Acting::subject).orElseGet(client::toString);
    }
}
