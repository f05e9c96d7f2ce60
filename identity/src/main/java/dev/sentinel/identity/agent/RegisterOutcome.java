package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.util.Set;

/** Every way a registration can end. */
sealed interface RegisterOutcome {
    record Registered(Agent agent) implements RegisterOutcome {}

    record EmailTaken() implements RegisterOutcome {}

    record LimitReached(long limit) implements RegisterOutcome {}

    /** The requester does not hold these scopes itself. */
    record ScopesNotGrantable(Set<Scope> beyond) implements RegisterOutcome {}
}
