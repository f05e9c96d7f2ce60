package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.id.Ids;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.limit.Admission;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.token.ClientAuthentication.AuthenticatedClient;
import dev.sentinel.identity.token.ClientAuthentication.Judgement;
import dev.sentinel.identity.token.ClientAuthentication.Judgement.Authenticated;
import dev.sentinel.identity.token.Clients.Known;
import dev.sentinel.identity.token.IssueOutcome.Issued;
import dev.sentinel.identity.token.IssueOutcome.MonthExhausted;
import dev.sentinel.identity.token.IssueOutcome.NotActive;
import dev.sentinel.identity.token.IssueOutcome.NotAuthenticated;
import dev.sentinel.identity.token.IssueOutcome.ProofRefused;
import dev.sentinel.identity.token.IssueOutcome.ScopeRefused;
import dev.sentinel.identity.token.IssueOutcome.TargetRefused;
import dev.sentinel.identity.token.IssueOutcome.TooManyRequests;
import dev.sentinel.identity.token.SenderConstraint.Bound;
import dev.sentinel.trust.token.Confirmation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The phases of the token endpoint, in the order no grant can change: client authentication →
 * sender constraint → scope and target → grant → ledger → answer.
 *
 * <p>A client is judged from memory. A refusal is judged once more on what the database says, so
 * nobody is refused for a memory that is behind; that a grant does not rest on such a memory, the
 * ledger checks at the commit.
 */
public final class Grants {
    private static final int ATTEMPTS = 3;

    private final Clients clients;
    private final RevocationLog revocations;
    private final ClientAuthentication authentication;
    private final SenderConstraint constraint;
    private final TokenExchange exchange;
    private final UsedOnce used;
    private final TokenIssuer issuer;
    private final RefusedRequests refusals;
    private final TokenConfig config;
    private final Clock clock;

    public Grants(
            Clients clients,
            RevocationLog revocations,
            ClientAuthentication authentication,
            SenderConstraint constraint,
            TokenExchange exchange,
            UsedOnce used,
            IssueLedger ledger,
            KeyRing keys,
            AuditLog audit,
            TokenConfig config,
            Ids ids,
            Clock clock) {
        this.clients = clients;
        this.revocations = revocations;
        this.authentication = authentication;
        this.constraint = constraint;
        this.exchange = exchange;
        this.used = used;
        this.issuer = new TokenIssuer(ledger, keys, config, ids, clock);
        this.refusals = new RefusedRequests(audit);
        this.config = config;
        this.clock = clock;
    }

    /**
     * A token, or every reason why not; either is in the audit log when this completes. Only a
     * token is handed over on a thread that must not be held up.
     */
    CompletableFuture<IssueOutcome> issue(
            TokenRequest request, Admission admission, Origin origin) {
        Optional<AgentId> claimed = AgentId.parse(request.proof().clientId());
        Known remembered =
                claimed.map(id -> clients.find(id, revocations)).orElseGet(Grants::nobody);
        return issue(new Attempt(request, admission, origin, used), remembered);
    }

    /**
     * As {@link #issue}, for who must not wait; empty when something has to be asked for or waited
     * for, and then nothing has happened. A refusal is confirmed on another thread.
     */
    Optional<CompletableFuture<IssueOutcome>> issueAtOnce(
            TokenRequest request, Admission admission, Origin origin) {
        if (!request.isBySecretAlone()) {
            return Optional.empty();
        }
        return AgentId.parse(request.proof().clientId())
                .flatMap(id -> clients.remembered(id, revocations))
                .filter(known -> known.client().orElseThrow().isJudgedFromMemory(clock.instant()))
                .map(known -> issue(new Attempt(request, admission, origin, used), known));
    }

    private CompletableFuture<IssueOutcome> issue(Attempt attempt, Known remembered) {
        CompletableFuture<IssueOutcome> end = new CompletableFuture<>();
        var _ =
                attempted(attempt, remembered)
                        .whenComplete((first, failure) -> {
                            if (failure != null) {
                                end.completeExceptionally(failure);
                            } else if (first instanceof Tried.Ended(Issued issued)) {
                                end.complete(issued);
                            } else {
                                var _ =
                                        end.completeAsync(
                                                () -> confirmed(first, attempt, remembered),
                                                Thread::startVirtualThread);
                            }
                        });
        return end;
    }

    /** A refusal that stands also by what the database says, or what comes of judging again. */
    private IssueOutcome confirmed(Tried first, Attempt attempt, Known remembered) {
        TokenRequest request = attempt.request();
        Origin origin = attempt.origin();
        if (first instanceof Tried.Ended(MonthExhausted exhausted)) {
            return refusals.refused(remembered.client(), request, exhausted, origin);
        }
        if (first instanceof Tried.Ended(TooManyRequests refusal)) {
            return refusal;
        }
        if (isUnknown(first) && attempt.admission().hasFailedTooOften()) {
            // A neighbour behind the same address that shows a good proof is not kept out; one that
            // guesses is not judged twice, and leaves nothing more in the audit log.
            return new TooManyRequests();
        }
        Optional<AgentId> claimed = AgentId.parse(request.proof().clientId());
        for (int i = 0; i < ATTEMPTS; i++) {
            Known known =
                    claimed.map(id -> clients.fresh(id, revocations)).orElseGet(Grants::nobody);
            switch (attempted(attempt, known).join()) {
                case Tried.Ended(Issued issued) -> {
                    return issued;
                }
                case Tried.Ended(TooManyRequests refusal) -> {
                    return refusal;
                }
                case Tried.Ended(var refusal) -> {
                    return refusals.refused(known.client(), request, refusal, origin);
                }
                case Tried.Again() -> {}
            }
        }
        throw new Unavailable("token ledger", "the client changes faster than it can be judged");
    }

    private static boolean isUnknown(Tried tried) {
        return tried instanceof Tried.Ended(NotAuthenticated _)
                || tried instanceof Tried.Ended(NotActive _);
    }

    private CompletableFuture<Tried> attempted(Attempt attempt, Known known) {
        TokenRequest request = attempt.request();
        return switch (authentication.judge(known.client(), request.proof())) {
            case Judgement.NotAuthenticated(var reason) -> ended(new NotAuthenticated(reason));
            case Judgement.NotActive(var status) -> ended(new NotActive(status));
            case Authenticated(var client, var use) -> {
                if (attempt.admission().isExhausted(client.client().id().toString())) {
                    yield ended(new TooManyRequests());
                }
                if (use.isPresent() && !attempt.takes(use.get())) {
                    yield ended(new NotAuthenticated("assertion was used before"));
                }
                yield constrained(attempt, client, known.asOf());
            }
        };
    }

    private static CompletableFuture<Tried> ended(IssueOutcome outcome) {
        return CompletableFuture.completedFuture(new Tried.Ended(outcome));
    }

    private CompletableFuture<Tried> constrained(
            Attempt attempt, AuthenticatedClient client, long asOf) {
        return switch (constraint.bound(attempt.request().asked(), client)) {
            case Bound.Refused(var outcome) -> counted(attempt, client, outcome);
            case Bound.To(_, var use) when use.isPresent() && !attempt.takes(use.get()) ->
                    counted(attempt, client, new ProofRefused("the proof was used before"));
            case Bound.To(var confirmation, _) ->
                    refused(attempt.request(), client)
                            .map(refusal -> counted(attempt, client, refusal))
                            .orElseGet(() -> granted(attempt, client, confirmation, asOf));
        };
    }

    /** A refusal counts like a token, which the ledger counts. */
    private static CompletableFuture<Tried> counted(
            Attempt attempt, AuthenticatedClient client, IssueOutcome refusal) {
        return attempt.admission()
                .admitting(client.client().id().toString())
                .thenApply(admits -> new Tried.Ended(admits ? refusal : new TooManyRequests()));
    }

    /** What is asked for beyond what the client, or this server, has to give. */
    private Optional<IssueOutcome> refused(TokenRequest request, AuthenticatedClient client) {
        Optional<IssueOutcome> scope = refusedScope(request, client).map(ScopeRefused::new);
        return scope.isPresent()
                ? scope
                : request.asked().resources().stream()
                        .filter(resource -> !config.serves(resource))
                        .findFirst()
                        .map(TargetRefused::new);
    }

    private CompletableFuture<Tried> granted(
            Attempt attempt, AuthenticatedClient client, Confirmation confirmation, long asOf) {
        return switch (attempt.request()) {
            case TokenRequest.ClientCredentials credentials ->
                    issuer.issue(attempt, own(credentials, client), confirmation, client, asOf);
            case TokenRequest.TokenExchange exchanged ->
                    switch (exchange.judge(
                            exchanged, client, confirmation.with(client.certificate()))) {
                        case TokenExchange.Verdict.MayNot(var outcome) -> ended(outcome);
                        case TokenExchange.Verdict.May may ->
                                issuer.issue(
                                        attempt, TokenContent.of(may), confirmation, client, asOf);
                    };
        };
    }

    private TokenContent own(TokenRequest request, AuthenticatedClient client) {
        return new TokenContent(
                scopes(request, client), audience(request), Optional.empty(), Optional.empty());
    }

    /** RFC 8707 section 2: those resources and no other. */
    private List<String> audience(TokenRequest request) {
        List<String> resources = request.asked().resources();
        return resources.isEmpty()
                ? List.of(config.audience())
                : resources.stream().distinct().toList();
    }

    private static Optional<String> refusedScope(TokenRequest request, AuthenticatedClient client) {
        return Scopes.words(request.asked().scope())
                .filter(word -> Scope.find(word).filter(client.scopes()::contains).isEmpty())
                .findFirst();
    }

    /** RFC 6749 section 3.3: left out means all that the client has. */
    private static Set<Scope> scopes(TokenRequest request, AuthenticatedClient client) {
        if (request.asked().scope().isEmpty()) {
            return client.scopes();
        }
        return Scopes.asked(request.asked().scope());
    }

    private static Known nobody() {
        return new Known(Optional.empty(), 0);
    }
}
