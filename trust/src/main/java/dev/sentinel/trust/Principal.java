package dev.sentinel.trust;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.web.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever may call: a person, an AI agent, a service. All belong to one workspace.
 *
 * <p>{@code actedFor} is on whose behalf the principal calls, nearest first (RFC 8693 section 4.1);
 * empty when it calls for itself.
 */
public sealed interface Principal extends Caller {
    List<String> actedFor();

    /** As the audit log names it. */
    Actor actor();

    /** What the token allows; a person's is empty, for a person has a role. */
    Set<String> scopes();

    /** The role; empty for agents and services, which have scopes. */
    Optional<Role> role();

    /** Somebody who signs in. */
    record Person(String id, String workspace, Role held, Optional<String> email)
            implements Principal {
        @Override
        public List<String> actedFor() {
            return List.of();
        }

        @Override
        public Actor actor() {
            return Actor.person(id);
        }

        @Override
        public Set<String> scopes() {
            return Set.of();
        }

        @Override
        public Optional<Role> role() {
            return Optional.of(held);
        }
    }

    /**
     * Software that acts under an identity of its own, with an accountable owner.
     *
     * @param credential the credential or key that its token was issued for ({@code sid})
     */
    record Agent(
            String id,
            String workspace,
            Set<String> scopes,
            List<String> actedFor,
            Optional<String> credential)
            implements Principal {
        public Agent {
            scopes = Set.copyOf(scopes);
            actedFor = List.copyOf(actedFor);
        }

        /** Known by other means than a token of its own. */
        public Agent(String id, String workspace, Set<String> scopes, List<String> actedFor) {
            this(id, workspace, scopes, actedFor, Optional.empty());
        }

        @Override
        public Actor actor() {
            return Actor.agent(id).actingFor(actedFor);
        }

        @Override
        public Optional<Role> role() {
            return Optional.empty();
        }
    }

    /** A part of the platform, or another program with a key of its own. */
    record Service(String id, String workspace, Set<String> scopes) implements Principal {
        public Service {
            scopes = Set.copyOf(scopes);
        }

        @Override
        public List<String> actedFor() {
            return List.of();
        }

        @Override
        public Actor actor() {
            return Actor.service(id);
        }

        @Override
        public Optional<Role> role() {
            return Optional.empty();
        }
    }
}
