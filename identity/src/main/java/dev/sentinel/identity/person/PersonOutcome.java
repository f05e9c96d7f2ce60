package dev.sentinel.identity.person;

/** Every way an operation on people can end. */
public sealed interface PersonOutcome {
    record Done(Person person) implements PersonOutcome {}

    record NoSuchPerson() implements PersonOutcome {}

    record AddressTaken() implements PersonOutcome {}

    /** Nobody registers itself, or is made, with more than this. */
    record RoleNotGrantable() implements PersonOutcome {}

    /**
     * An administrator that could take its own rights away would leave nobody to give them back.
     */
    record Oneself() implements PersonOutcome {}
}
