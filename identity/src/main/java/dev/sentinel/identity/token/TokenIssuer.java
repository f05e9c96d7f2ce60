package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.Target;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.id.Ids;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.token.ClientAuthentication.AuthenticatedClient;
import dev.sentinel.identity.token.IssueLedger.Entered;
import dev.sentinel.identity.token.IssueLedger.Line;
import dev.sentinel.identity.token.IssueOutcome.Issued;
import dev.sentinel.identity.token.IssueOutcome.MonthExhausted;
import dev.sentinel.identity.token.IssueOutcome.TooManyRequests;
import dev.sentinel.trust.token.Confirmation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The last phase of every grant: the token, its line in the ledger, its signature. */
final class TokenIssuer {
    private final IssueLedger ledger;
    private final TokenSigner signer;
    private final TokenConfig config;
    private final Ids ids;
    private final Clock clock;

    TokenIssuer(IssueLedger ledger, KeyRing keys, TokenConfig config, Ids ids, Clock clock) {
        this.ledger = ledger;
        this.signer = new TokenSigner(keys, config);
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Signs while the ledger commits; the token leaves only when it has. A thread of the ledger's
     * or of a signature's then goes on with it, and must not be held up.
     */
    CompletableFuture<Tried> issue(
            Attempt attempt,
            TokenContent content,
            Confirmation confirmation,
            AuthenticatedClient client,
            long asOf) {
        AccessToken token = token(content, client, confirmation);
        LocalDate month = LocalDate.ofInstant(token.issuedAt(), ZoneOffset.UTC).withDayOfMonth(1);
        CompletableFuture<Entered> entering =
                ledger.enter(
                        new Line(
                                client.client().id(),
                                client.credential(),
                                token.acting(),
                                month,
                                asOf,
                                attempt.admission(),
                                issued(token, attempt.origin())));
        return entering.thenCombine(
                signer.sign(token), (entered, signed) -> tried(entered, signed, token));
    }

    private Tried tried(Entered entered, String signed, AccessToken token) {
        return switch (entered) {
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
            TokenContent content, AuthenticatedClient client, Confirmation confirmation) {
        Instant issuedAt = issueTime(client);
        return new AccessToken(
                ids.next(),
                client.client().id(),
                client.client().workspace(),
                client.credential(),
                Scope.text(content.scopes()),
                content.audience(),
                confirmation,
                content.acting(),
                issuedAt,
                life(content, client, issuedAt));
    }

    /** No token outlives the secret that it was issued for, nor what it was made from. */
    private Duration life(TokenContent content, AuthenticatedClient client, Instant issuedAt) {
        return Stream.of(client.secret().flatMap(ClientKey::expiresAt), content.notAfter())
                .flatMap(Optional::stream)
                .map(end -> Duration.between(issuedAt, end.truncatedTo(ChronoUnit.SECONDS)))
                .filter(left -> left.compareTo(config.life()) < 0)
                .min(Duration::compareTo)
                .orElse(config.life());
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
                        .map(Client::firstSecondAfter)
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

    /** Made in one step: every further one would look at all of it again. */
    private static AuditEvent issued(AccessToken token, Origin origin) {
        String client = token.client().toString();
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("tokenId", token.id().toString());
        metadata.put("scope", token.scope());
        metadata.put("credentialId", token.credential().toString());
        metadata.put("expiresAt", token.issuedAt().plus(token.life()));
        token.acting()
                .ifPresent(acting -> {
                    metadata.put("delegationId", acting.delegation().toString());
                    metadata.put("subjectTokenId", acting.subjectToken());
                });
        return new AuditEvent(
                token.workspace(),
                Actor.agent(client)
                        .actingFor(token.acting().map(Acting::actedFor).orElse(List.of())),
                TokenActions.ISSUED.name(),
                Outcome.SUCCESS,
                Optional.of(new Target("agent", client)),
                origin,
                Map.of(),
                Map.of(),
                metadata);
    }
}
