package dev.sentinel.identity.agent;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.identity.access.Requester;
import java.util.List;

/** What the registry writes into the audit log. */
public final class AgentActions {
    static final Action CREATED =
            fields(Action.of("agent.created", "an agent was registered"))
                    .personal("email", "its address");
    static final Action UPDATED =
            fields(Action.of("agent.updated", "fields of an agent were changed"));
    static final Action SUSPENDED =
            fields(Action.of("agent.suspended", "an agent was suspended, its tokens revoked"));
    static final Action REACTIVATED =
            fields(Action.of("agent.reactivated", "a suspended agent was made active again"));
    static final Action DECOMMISSIONED =
            fields(Action.of("agent.decommissioned", "an agent was ended for good"))
                    .field("credentialsRevoked", "how many credentials ended with it");

    public static final List<Action> ALL =
            List.of(CREATED, UPDATED, SUSPENDED, REACTIVATED, DECOMMISSIONED);

    private AgentActions() {}

    static AuditEvent event(Action action, Agent agent, Requester by) {
        return AuditEvent.of(action, agent.workspace(), by.actor())
                .on("agent", agent.id().toString())
                .from(by.origin());
    }

    private static Action fields(Action action) {
        return action.field("agentType", "what it does")
                .field("version", "the version it reports")
                .field("capabilities", "what it says it can do")
                .personal("owner", "who answers for it")
                .field("deploymentEnv", "where it runs")
                .field("scopes", "what its tokens may carry")
                .field("status", "active, suspended or decommissioned")
                .field("tokenEndpointAuthMethod", "the one way it authenticates for tokens")
                .field("jwks", "its public keys")
                .field("jwksUri", "where its public keys stand")
                .field("tlsClientAuthSubjectDn", "the subject of its certificate")
                .field("dpopBoundAccessTokens", "whether its tokens are bound to a DPoP key");
    }
}
