package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.delegation.Delegation;
import dev.sentinel.identity.delegation.Delegations;
import dev.sentinel.identity.token.ClientAuthentication.AuthenticatedClient;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.token.Confirmation;
import dev.sentinel.trust.token.VerifiedToken;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges whether a client may act for the subject of a token (RFC 8693).
 *
 * <p>Nobody may, unless whoever holds the subject token now, the subject or the last actor, has a
 * delegation to the client. Each hop only narrows: scopes to those that token, delegation and
 * client have in common, the audience to the token's, the life to the shortest. Five actors are the
 * most.
 */
public final class TokenExchange {
    static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final int MOST_ACTORS = 5;

    private final Tokens tokens;
    private final Delegations delegations;

    public TokenExchange(Tokens tokens, Delegations delegations) {
        this.tokens = tokens;
        this.delegations = delegations;
    }

    /** How a judgement ends. */
    sealed interface Verdict {
        /**
         * It may.
         *
         * @param scopes of the new token
         * @param audience of the new token
         * @param notAfter when it ends at the latest
         */
        record May(Acting acting, Set<Scope> scopes, List<String> audience, Instant notAfter)
                implements Verdict {}

        record MayNot(IssueOutcome outcome) implements Verdict {}
    }

    /**
     * Judges.
     *
     * @param shown what the client has proved to hold with this request
     */
    Verdict judge(
            TokenRequest.TokenExchange request, AuthenticatedClient client, Confirmation shown) {
        String workspace = client.client().workspace();
        Optional<VerifiedToken> subject = tokens.live(request.subjectToken(), workspace);
        if (subject.isEmpty()) {
            return refused("subject_token is not a live token of this workspace");
        }
        if (!subject.get().confirmation().isMetBy(shown)) {
            // RFC 9449 section 2, RFC 8705 section 3: who has come by such a token without its key
            // gets nothing for it, another token neither.
            return refused(
                    "subject_token is bound to a key or a certificate that this request does not prove");
        }
        String clientId = client.client().id().toString();
        if (request.actorToken().isPresent() && !isOf(request.actorToken().get(), client, shown)) {
            // Section 1.1: the client is the actor; a token of another one does not make it that.
            return refused("actor_token is not a live token of the client itself");
        }
        if (subject.get().chain().contains(clientId)) {
            return refused("the client is in the chain already");
        }
        if (subject.get().chain().size() > MOST_ACTORS) {
            return refused("the chain has " + MOST_ACTORS + " actors, the most there may be");
        }
        return delegated(request, client.client().id(), subject.get(), client.scopes());
    }

    private boolean isOf(String actorToken, AuthenticatedClient client, Confirmation shown) {
        return tokens.live(actorToken, client.client().workspace())
                .filter(actor -> actor.confirmation().isMetBy(shown))
                .filter(actor -> actor.chain().equals(List.of(client.client().id().toString())))
                .isPresent();
    }

    private Verdict delegated(
            TokenRequest.TokenExchange request,
            AgentId client,
            VerifiedToken subject,
            Set<Scope> clients) {
        Set<Scope> asked = Scopes.asked(request.asked().scope());
        Set<Scope> narrowed = EnumSet.noneOf(Scope.class);
        for (Delegation delegation : delegations.usable(client, subject.principal().id())) {
            narrowed = common(common(held(subject), delegation.scopes()), clients);
            if (delegation.workspace().equals(subject.principal().workspace())
                    && narrowed.containsAll(asked)
                    && !narrowed.isEmpty()) {
                return narrowed(request, subject, delegation, asked.isEmpty() ? narrowed : asked);
            }
        }
        Optional<Scope> missing = Scopes.firstOf(asked, narrowed);
        return missing.isPresent() && !narrowed.isEmpty()
                ? new Verdict.MayNot(new IssueOutcome.ScopeRefused(missing.get().word()))
                : refused("the holder of subject_token has not permitted the client to act for it");
    }

    private static Verdict narrowed(
            TokenRequest.TokenExchange request,
            VerifiedToken subject,
            Delegation delegation,
            Set<Scope> scopes) {
        List<String> audience = request.asked().resources();
        for (String each : audience) {
            if (!subject.audience().contains(each)) {
                return new Verdict.MayNot(new IssueOutcome.TargetRefused(each));
            }
        }
        Instant notAfter =
                delegation.expiresAt().isBefore(subject.expiresAt())
                        ? delegation.expiresAt()
                        : subject.expiresAt();
        return new Verdict.May(
                acting(subject, delegation),
                scopes,
                audience.isEmpty() ? subject.audience() : audience,
                notAfter);
    }

    private static Acting acting(VerifiedToken subject, Delegation delegation) {
        Set<String> links = new HashSet<>(subject.links());
        links.add(subject.tokenId());
        subject.sessionId().ifPresent(links::add);
        links.add(delegation.id().toString());
        return new Acting(
                subject.chain().getFirst(),
                subject.subjectIsPerson(),
                subject.chain().subList(1, subject.chain().size()),
                delegation.id(),
                subject.tokenId(),
                links);
    }

    /** A person has a role in place of scopes. */
    private static Set<Scope> held(VerifiedToken subject) {
        Principal principal = subject.principal();
        return principal.role().map(Scope::ofRole).orElse(Scope.known(principal.scopes()));
    }

    private static Set<Scope> common(Set<Scope> some, Set<Scope> others) {
        EnumSet<Scope> common = EnumSet.noneOf(Scope.class);
        some.stream().filter(others::contains).forEach(common::add);
        return Collections.unmodifiableSet(common);
    }

    private static Verdict refused(String why) {
        return new Verdict.MayNot(new IssueOutcome.GrantRefused(why));
    }
}
