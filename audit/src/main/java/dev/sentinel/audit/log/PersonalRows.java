package dev.sentinel.audit.log;

import java.util.Optional;

/**
 * The personal fields of an event, apart by whom they are about, so that one person's can be erased
 * and another's stay.
 *
 * @param actor about who did it: where the request came from, and what it says of nobody else
 * @param target about whom it was done to: the values that stand for that one
 */
public record PersonalRows(Optional<PersonalRow> actor, Optional<PersonalRow> target) {
    public static final PersonalRows NONE = new PersonalRows(Optional.empty(), Optional.empty());

    /** What the event's leaf commits to. */
    public PersonalHashes hashes() {
        return new PersonalHashes(
                actor.map(row -> row.hash().hex()), target.map(row -> row.hash().hex()));
    }
}
