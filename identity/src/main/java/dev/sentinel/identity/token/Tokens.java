package dev.sentinel.identity.token;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.trust.token.VerifiedToken;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Problem.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What can be done with tokens that are out: ask what they say, and end them. */
public final class Tokens {
    private final Database database;
    private final AuditLog audit;
    private final Revocations revocations;
    private final TokenVerifier verifier;

    public Tokens(
            Database database, AuditLog audit, Revocations revocations, TokenVerifier verifier) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.verifier = verifier;
    }

    /** Every way a revocation can end. */
    enum RevokeOutcome {
        REVOKED,
        /**
         * Not a live token that the requester may know of; RFC 7009 section 2.2 calls that done.
         */
        NOTHING_TO_REVOKE,
        NOT_YOURS
    }

    /** The token, when it is good and of a workspace that the requester may see. */
    Optional<VerifiedToken> introspect(String token, Requester by) {
        Optional<VerifiedToken> seen = live(token, by);
        AuditEvent event =
                AuditEvent.of(TokenActions.INTROSPECTED, by.workspace(), by.actor())
                        .from(by.origin())
                        .with("active", seen.isPresent());
        if (seen.isPresent()) {
            event =
                    event.on("agent", seen.get().principal().id())
                            .with("tokenId", seen.get().tokenId());
        }
        audit.commit(event);
        return seen;
    }

    RevokeOutcome revoke(String token, Requester by) {
        Optional<VerifiedToken> seen = live(token, by);
        Optional<AgentId> client = seen.flatMap(each -> AgentId.parse(each.principal().id()));
        if (seen.isEmpty() || client.isEmpty()) {
            return RevokeOutcome.NOTHING_TO_REVOKE;
        }
        if (!by.manages(client.get().value())) {
            return RevokeOutcome.NOT_YOURS;
        }
        VerifiedToken live = seen.get();
        Revocation decided =
                database.transaction(tx -> {
                    Revocation revocation =
                            revocations.token(
                                    tx, live.tokenId(), client.get().value(), live.expiresAt());
                    audit.append(
                            tx,
                            AuditEvent.of(TokenActions.REVOKED, by.workspace(), by.actor())
                                    .on("agent", client.get().toString())
                                    .from(by.origin())
                                    .with("tokenId", live.tokenId()));
                    return revocation;
                });
        revocations.committed(List.of(decided));
        return RevokeOutcome.REVOKED;
    }

    private Optional<VerifiedToken> live(String token, Requester by) {
        return live(
                token,
                workspace ->
                        by.workspace().equals(ServiceKeys.PLATFORM)
                                || by.workspace().equals(workspace));
    }

    private Optional<VerifiedToken> live(String token, Predicate<String> seesWorkspace) {
        try {
            VerifiedToken verified = verifier.verify(token);
            boolean visible = seesWorkspace.test(verified.principal().workspace());
            return visible && !revoked(verified) ? Optional.of(verified) : Optional.empty();
        } catch (Problem problem) {
            if (problem.kind() == Kind.UNAUTHENTICATED || problem.kind() == Kind.TOKEN_EXPIRED) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    /** A token of this workspace that is good, also by what is committed elsewhere. */
    Optional<VerifiedToken> live(String token, String workspace) {
        return live(token, workspace::equals);
    }

    /** By what is committed, not by what this process has heard of. */
    private boolean revoked(VerifiedToken token) {
        return revocations.hits(token);
    }
}
