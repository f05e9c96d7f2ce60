package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.token.IssueOutcome.GrantRefused;
import dev.sentinel.identity.token.IssueOutcome.Issued;
import dev.sentinel.identity.token.IssueOutcome.MonthExhausted;
import dev.sentinel.identity.token.IssueOutcome.NonceNeeded;
import dev.sentinel.identity.token.IssueOutcome.NotActive;
import dev.sentinel.identity.token.IssueOutcome.NotAuthenticated;
import dev.sentinel.identity.token.IssueOutcome.ProofRefused;
import dev.sentinel.identity.token.IssueOutcome.ScopeRefused;
import dev.sentinel.identity.token.IssueOutcome.TargetRefused;
import dev.sentinel.identity.token.IssueOutcome.TooManyRequests;
import java.util.Optional;

/** What refusals leave in the audit log, with the reason that the caller is not told. */
final class RefusedRequests {
    private static final String NO_WORKSPACE = "system";

    private final AuditLog audit;

    RefusedRequests(AuditLog audit) {
        this.audit = audit;
    }

    /** The refusal, once it is in the audit log. */
    IssueOutcome refused(
            Optional<Client> client, TokenRequest request, IssueOutcome refusal, Origin origin) {
        AuditEvent event =
                AuditEvent.of(
                                TokenActions.FAILED,
                                client.map(Client::workspace).orElse(NO_WORKSPACE),
                                Actor.anonymous())
                        .from(origin)
                        .failed()
                        .with("reason", reason(refusal));
        // What is no id may be a secret in the wrong field: it is not written down.
        Optional<AgentId> claimed = AgentId.parse(request.proof().clientId());
        if (claimed.isPresent()) {
            event = event.on("agent", claimed.get().toString());
        }
        audit.commit(event);
        return refusal;
    }

    private static String reason(IssueOutcome refusal) {
        return switch (refusal) {
            case Issued _ -> "none";
            case NotAuthenticated(var reason) -> reason;
            case NotActive(var status) -> "agent " + status.word();
            case ScopeRefused _ -> "scope not granted";
            case TargetRefused _ -> "resource not served";
            case ProofRefused(var reason) -> reason;
            case NonceNeeded _ -> "DPoP nonce needed";
            case GrantRefused(var reason) -> reason;
            case MonthExhausted _ -> "monthly limit";
            case TooManyRequests _ -> "rate limit";
        };
    }
}
