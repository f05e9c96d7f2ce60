package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
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
import dev.sentinel.identity.token.IssueLedger.Entered;
import dev.sentinel.identity.token.IssueLedger.Line;
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
import dev.sentinel.identity.token.SenderConstraint.Bound;
import dev.sentinel.trust.token.Confirmation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

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
    private static final String NO_WORKSPACE = "system";

    private final Clients clients;
    private final RevocationLog revocations;
    private final ClientAuthentication authentication;
    private final SenderConstraint constraint;
    private final TokenExchange exchange;
    private final UsedOnce used;
    private final IssueLedger ledger;
    private final TokenSigner signer;
    private final AuditLog audit;
    private final TokenConfig config;
    private final Ids ids;
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
        this.ledger = ledger;
        this.signer = new TokenSigner(keys, config);
        this.audit = audit;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** A token, or every reason why not; either is in the audit log when this returns. */
    IssueOutcome issue(TokenRequest request, Admission admission, Origin origin) {
        Optional<AgentId> claimed = AgentId.parse(request.proof().clientId());
        Known remembered =
                claimed.map(id -> clients.find(id, revocations)).orElseGet(Grants::nobody);
        Attempt attempt = new Attempt(request, admission, origin);
        Tried first = attempted(attempt, remembered);
        if (first instanceof Tried.Ended(Issued issued)) {
            return issued;
        }
        if (first instanceof Tried.Ended(MonthExhausted exhausted)) {
            return refused(remembered, request, exhausted, origin);
        }
        if (first instanceof Tried.Ended(TooManyRequests refusal)) {
            return refusal;
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            Known known =
                    claimed.map(id -> clients.fresh(id, revocations)).orElseGet(Grants::nobody);
            switch (attempted(attempt, known)) {
                case Tried.Ended(Issued issued) -> {
                    return issued;
                }
                case Tried.Ended(TooManyRequests refusal) -> {
                    return refusal;
                }
                case Tried.Ended(var refusal) -> {
                    return refused(known, request, refusal, origin);
                }
                case Tried.Again() -> {}
            }
        }
        throw new Unavailable("token ledger", "the client changes faster than it can be judged");
    }

    /** One go through the phases. */
    private sealed interface Tried {
        record Ended(IssueOutcome outcome) implements Tried {}

        /** Revoked in between: what was judged is no longer so. */
        record Again() implements Tried {}
    }

    /** One request, which may be judged several times but uses up its proofs once. */
    private final class Attempt {
        private final TokenRequest request;
        private final Admission admission;
        private final Origin origin;
        private final Set<OneTime> taken = new HashSet<>();

        private Attempt(TokenRequest request, Admission admission, Origin origin) {
            this.request = request;
            this.admission = admission;
            this.origin = origin;
        }

        /** False when somebody has used it before. */
        private boolean takes(OneTime what) {
            return taken.contains(what) || (used.take(what) && taken.add(what));
        }
    }

    private Tried attempted(Attempt attempt, Known known) {
        TokenRequest request = attempt.request;
        return switch (authentication.judge(known.client(), request.proof())) {
            case Judgement.NotAuthenticated(var reason) ->
                    new Tried.Ended(new NotAuthenticated(reason));
            case Judgement.NotActive(var status) -> new Tried.Ended(new NotActive(status));
            case Authenticated(var client, var use) -> {
                if (attempt.admission.isExhausted(client.client().id().toString())) {
                    yield new Tried.Ended(new TooManyRequests());
                }
                if (use.isPresent() && !attempt.takes(use.get())) {
                    yield new Tried.Ended(new NotAuthenticated("assertion was used before"));
                }
                yield constrained(attempt, client, known.asOf());
            }
        };
    }

    private Tried constrained(Attempt attempt, AuthenticatedClient client, long asOf) {
        return switch (constraint.bound(attempt.request.asked(), client)) {
            case Bound.Refused(var outcome) -> counted(attempt, client, outcome);
            case Bound.To(_, var use) when use.isPresent() && !attempt.takes(use.get()) ->
                    counted(attempt, client, new ProofRefused("the proof was used before"));
            case Bound.To(var confirmation, _) ->
                    refused(attempt.request, client)
                            .map(refusal -> counted(attempt, client, refusal))
                            .orElseGet(() -> granted(attempt, client, confirmation, asOf));
        };
    }

    /** A refusal counts like a token, which the ledger counts. */
    private static Tried counted(
            Attempt attempt, AuthenticatedClient client, IssueOutcome refusal) {
        return attempt.admission.admits(client.client().id().toString())
                ? new Tried.Ended(refusal)
                : new Tried.Ended(new TooManyRequests());
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

    private Tried granted(
            Attempt attempt, AuthenticatedClient client, Confirmation confirmation, long asOf) {
        return switch (attempt.request) {
            case TokenRequest.ClientCredentials credentials ->
                    entered(
                            attempt,
                            token(own(credentials, client), client, confirmation),
                            client,
                            asOf);
            case TokenRequest.TokenExchange exchanged ->
                    switch (exchange.judge(exchanged, client)) {
                        case TokenExchange.Verdict.MayNot(var outcome) -> new Tried.Ended(outcome);
                        case TokenExchange.Verdict.May may ->
                                entered(
                                        attempt,
                                        token(Content.of(may), client, confirmation),
                                        client,
                                        asOf);
                    };
        };
    }

    /** What a grant allows a token to say. */
    private record Content(
            Set<Scope> scopes,
            List<String> audience,
            Optional<Instant> notAfter,
            Optional<Acting> acting) {
        private static Content of(TokenExchange.Verdict.May may) {
            return new Content(
                    may.scopes(),
                    may.audience(),
                    Optional.of(may.notAfter()),
                    Optional.of(may.acting()));
        }
    }

    private Content own(TokenRequest request, AuthenticatedClient client) {
        return new Content(
                scopes(request, client), audience(request), Optional.empty(), Optional.empty());
    }

    /** Signs while the ledger commits; the token leaves only when it has. */
    private Tried entered(
            Attempt attempt, AccessToken token, AuthenticatedClient client, long asOf) {
        LocalDate month = LocalDate.ofInstant(token.issuedAt(), ZoneOffset.UTC).withDayOfMonth(1);
        CompletableFuture<Entered> entering =
                ledger.enter(
                        new Line(
                                client.client().id(),
                                client.credential(),
                                token.acting(),
                                month,
                                asOf,
                                attempt.admission,
                                issued(token, attempt.origin)));
        String signed = signer.sign(token);
        return switch (await(entering)) {
            case COMMITTED ->
                    new Tried.Ended(
                            new Issued(
                                    signed,
                                    TokenType.of(token.confirmation()),
                                    token.scope(),
                                    token.life(),
                                    token.acting().isPresent()));
            case OVERTAKEN -> new Tried.Again();
            case OVER_LIMIT -> new Tried.Ended(new MonthExhausted(config.maxMonthly()));
            case TOO_MANY_REQUESTS -> new Tried.Ended(new TooManyRequests());
        };
    }

    private AccessToken token(
            Content content, AuthenticatedClient client, Confirmation confirmation) {
        Instant issuedAt = issueTime(client);
        return new AccessToken(
                ids.next(),
                client.client().id(),
                client.client().workspace(),
                client.credential(),
                content.scopes(),
                content.audience(),
                confirmation,
                content.acting(),
                issuedAt,
                life(content, client, issuedAt));
    }

    /** No token outlives the secret that it was issued for, nor what it was made from. */
    private Duration life(Content content, AuthenticatedClient client, Instant issuedAt) {
        return Stream.of(client.secret().flatMap(ClientKey::expiresAt), content.notAfter())
                .flatMap(Optional::stream)
                .map(end -> Duration.between(issuedAt, end.truncatedTo(ChronoUnit.SECONDS)))
                .filter(left -> left.compareTo(config.life()) < 0)
                .min(Duration::compareTo)
                .orElse(config.life());
    }

    /** RFC 8707 section 2: those resources and no other. */
    private List<String> audience(TokenRequest request) {
        List<String> resources = request.asked().resources();
        return resources.isEmpty()
                ? List.of(config.audience())
                : resources.stream().distinct().toList();
    }

    /**
     * Now, in whole seconds. A revocation also hits tokens of its own second, so for the rest of
     * that second a new token waits: at most one second, once after a rotation or reactivation.
     */
    private Instant issueTime(AuthenticatedClient client) {
        Instant now = clock.instant();
        Instant earliest =
                Stream.of(
                                client.client().tokensNotBefore(),
                                client.secret().flatMap(ClientKey::tokensNotBefore))
                        .flatMap(Optional::stream)
                        .map(mark -> mark.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
                        .filter(now::isBefore)
                        .max(Instant::compareTo)
                        .orElse(now);
        pause(Duration.between(now, earliest));
        return earliest.truncatedTo(ChronoUnit.SECONDS);
    }

    private static void pause(Duration wait) {
        try {
            if (wait.isPositive()) {
                Thread.sleep(wait);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("token ledger", interrupted);
        }
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

    private static Entered await(CompletableFuture<Entered> entering) {
        try {
            return entering.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Unavailable away) {
                throw away;
            }
            throw new IllegalStateException("the ledger failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("token ledger", interrupted);
        }
    }

    private static AuditEvent issued(AccessToken token, Origin origin) {
        Actor client = Actor.agent(token.client().toString());
        AuditEvent event =
                AuditEvent.of(
                        TokenActions.ISSUED,
                        token.workspace(),
                        client.actingFor(token.acting().map(Acting::actedFor).orElse(List.of())));
        if (token.acting().isPresent()) {
            Acting acting = token.acting().get();
            event =
                    event.with("delegationId", acting.delegation().toString())
                            .with("subjectTokenId", acting.subjectToken());
        }
        return event.on("agent", token.client().toString())
                .from(origin)
                .with(
                        Map.of(
                                "tokenId", token.id().toString(),
                                "scope", token.scope(),
                                "credentialId", token.credential().toString(),
                                "expiresAt", token.issuedAt().plus(token.life())));
    }

    /** The refusal, once it is in the audit log. */
    private IssueOutcome refused(
            Known known, TokenRequest request, IssueOutcome refusal, Origin origin) {
        AuditEvent event =
                AuditEvent.of(
                                TokenActions.FAILED,
                                known.client().map(Client::workspace).orElse(NO_WORKSPACE),
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

    private static Known nobody() {
        return new Known(Optional.empty(), 0);
    }
}
