package dev.sentinel.identity.delegation;

import dev.sentinel.identity.access.Scope;
import java.util.Set;

/** Every way an operation on delegations can end. */
sealed interface DelegationOutcome<T> {
    record Done<T>(T result) implements DelegationOutcome<T> {}

    record NoSuchAgent<T>() implements DelegationOutcome<T> {}

    /** Nobody of this workspace; a permission for who may come one day is a trap. */
    record NoSuchSubject<T>() implements DelegationOutcome<T> {}

    record NoSuchDelegation<T>() implements DelegationOutcome<T> {}

    /** Neither the subject nor an administrator, or one that itself acts for somebody. */
    record NotYours<T>() implements DelegationOutcome<T> {}

    /** Nobody acts for itself by permission. */
    record SameAgent<T>() implements DelegationOutcome<T> {}

    record AgentNotActive<T>() implements DelegationOutcome<T> {}

    record ScopesNotGrantable<T>(Set<Scope> beyond) implements DelegationOutcome<T> {}

    record TooMany<T>(int limit) implements DelegationOutcome<T> {}
}
