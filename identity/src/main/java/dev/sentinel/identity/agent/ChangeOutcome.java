package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.util.Set;

/** Every way a change, a suspension or a decommissioning can end. */
sealed interface ChangeOutcome {
    record Changed(Agent agent) implements ChangeOutcome {}

    record NoSuchAgent() implements ChangeOutcome {}

    /** It is there, but the requester manages only itself. */
    record NotYours() implements ChangeOutcome {}

    record Decommissioned() implements ChangeOutcome {}

    /** What the change leaves does not go together. */
    record Contradictory(ClientMetadata.Fault fault) implements ChangeOutcome {}

    /** It changes how the agent authenticates with a token that carries less than the agent may. */
    record BeyondYourScopes() implements ChangeOutcome {}

    /** It gives rights for good, and the requester acts for somebody who has lent them. */
    record Delegated() implements ChangeOutcome {}

    /** The requester is an agent that has been suspended, with a token that still lives. */
    record RequesterNotActive() implements ChangeOutcome {}

    /** Who answers for an agent is not the agent's to say. */
    record OwnOwner() implements ChangeOutcome {}

    record ScopesNotGrantable(Set<Scope> beyond) implements ChangeOutcome {}
}
