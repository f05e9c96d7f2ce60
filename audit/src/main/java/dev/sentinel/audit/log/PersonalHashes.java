package dev.sentinel.audit.log;

import java.util.Optional;

/**
 * What an event commits to beside it, in hexadecimal: it stays when the fields themselves go.
 *
 * @param actor over the personal fields about the actor, when there were any
 * @param target over those about the target
 */
public record PersonalHashes(Optional<String> actor, Optional<String> target) {
    public static final PersonalHashes NONE =
            new PersonalHashes(Optional.empty(), Optional.empty());

    public boolean isEmpty() {
        return actor.isEmpty() && target.isEmpty();
    }
}
