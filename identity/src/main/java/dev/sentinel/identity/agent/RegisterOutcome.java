package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.util.Set;

/** Every way a registration can end. */
sealed interface RegisterOutcome {
    record Registered(Agent agent) implements RegisterOutcome {}

    record EmailTaken() implements RegisterOutcome {}

    record LimitReached(long limit) implements RegisterOutcome {}

    /** Whoever acts for somebody makes nothing that would outlive what it was lent. */
    record Delegated() implements RegisterOutcome {}

    /** The requester is an agent that has been suspended, with a token that still lives. */
    record RequesterNotActive() implements RegisterOutcome {}

    /** The requester does not hold these scopes itself. */
    record ScopesNotGrantable(Set<Scope> beyond) implements RegisterOutcome {}
}
