package dev.sentinel.audit.erase;

/** Every way an approval can end. */
public sealed interface ApproveOutcome {
    /**
     * It is done.
     *
     * @param events in how many places of the log fields went
     */
    record Erased(long events) implements ApproveOutcome {}

    record NoSuchErasure() implements ApproveOutcome {}

    /** Who asked cannot also approve. */
    record SamePerson() implements ApproveOutcome {}

    record TooLate() implements ApproveOutcome {}

    record AlreadyErased() implements ApproveOutcome {}
}
