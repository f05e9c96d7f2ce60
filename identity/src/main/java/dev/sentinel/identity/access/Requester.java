package dev.sentinel.identity.access;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks for an operation, and how far that one reaches.
 *
 * @param id the principal's id
 * @param workspace nothing outside it is seen; its ids do not even exist
 * @param wholeWorkspace whether it manages everybody in the workspace, not only itself
 * @param grantable scopes that it may hand to an agent: nobody hands out more than it holds
 * @param credential the credential or key behind its token, when it has one
 * @param actor as the audit log names it
 * @param origin where the request came from
 */
public record Requester(
        String id,
        String workspace,
        boolean wholeWorkspace,
        Set<Scope> grantable,
        Optional<String> credential,
        Actor actor,
        Origin origin) {

    /** Without a token of ours behind it. */
    public Requester(
            String id,
            String workspace,
            boolean wholeWorkspace,
            Set<Scope> grantable,
            Actor actor,
            Origin origin) {
        this(id, workspace, wholeWorkspace, grantable, Optional.empty(), actor, origin);
    }

    /** Behind a request of a route that lets principals in. */
    public static Requester of(Request request) {
        if (!(request.caller() instanceof Principal principal)) {
            throw Problem.unauthenticated("a valid Bearer token is required");
        }
        Set<Scope> held = Scope.known(principal.scopes());
        boolean wholeWorkspace =
                held.contains(Scope.ADMIN)
                        || principal.role().filter(role -> role.covers(Role.ADMIN)).isPresent();
        return new Requester(
                principal.id(),
                principal.workspace(),
                wholeWorkspace,
                wholeWorkspace ? Scope.all() : principal.role().map(Scope::ofRole).orElse(held),
                credential(principal),
                principal.actor(),
                originOf(request));
    }

    /** The program itself, told to by who runs it. */
    public static Requester system(String part, String workspace) {
        return new Requester(part, workspace, true, Scope.all(), Actor.system(part), Origin.none());
    }

    private static Optional<String> credential(Principal principal) {
        return principal instanceof Principal.Agent agent ? agent.credential() : Optional.empty();
    }

    /** Somebody without an account. */
    public static Requester stranger(Origin origin) {
        return new Requester(
                "anonymous", ServiceKeys.PLATFORM, false, Set.of(), Actor.anonymous(), origin);
    }

    /** The same, who called from there. */
    public Requester at(Origin from) {
        return new Requester(id, workspace, wholeWorkspace, grantable, credential, actor, from);
    }

    /** Where a request came from. */
    public static Origin originOf(Request request) {
        return Origin.of(request.remoteAddress(), request.userAgent(), request.requestId());
    }

    /** Whether it may change this agent of its workspace. */
    public boolean manages(UUID agentId) {
        return wholeWorkspace || id.equals(agentId.toString());
    }

    /**
     * Whether it may make what stands for all of these scopes for good, such as a new secret: it
     * holds them itself, and does not act for somebody that has lent them for a while.
     */
    public boolean holdsAll(Set<Scope> scopes) {
        return actsForItself() && grantable.containsAll(scopes);
    }

    /** Whether it acts for itself, not for somebody that has lent it a part of its rights. */
    public boolean actsForItself() {
        return actor.actedFor().isEmpty();
    }

    /** Those of the scopes that it may not hand out. */
    public Set<Scope> notGrantable(Set<Scope> scopes) {
        EnumSet<Scope> beyond = EnumSet.noneOf(Scope.class);
        scopes.stream().filter(scope -> !grantable.contains(scope)).forEach(beyond::add);
        return Collections.unmodifiableSet(beyond);
    }
}
