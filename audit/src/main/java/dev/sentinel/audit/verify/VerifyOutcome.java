package dev.sentinel.audit.verify;

import dev.sentinel.audit.tree.Hash;
import java.util.Optional;
import java.util.UUID;

/** How a verification ended. */
public sealed interface VerifyOutcome {

    /**
     * Nothing was altered.
     *
     * @param size entries checked
     * @param root the root over them, as signed
     * @param checkpoint the signed note; keep it where the log's owner cannot reach it
     * @param erased how many times personal fields are gone as the log itself says
     * @param gone events older than seven years of which only the leaves are kept
     */
    record Intact(long size, Hash root, String checkpoint, long erased, long gone)
            implements VerifyOutcome {}

    /**
     * The first thing that is not as it was promised.
     *
     * @param index the entry's place in the log, when it has one
     * @param eventId the event, when it can be told
     * @param what one sentence for a person
     */
    record Broken(Optional<Long> index, Optional<UUID> eventId, String what)
            implements VerifyOutcome {
        static Broken at(long index, String what) {
            return new Broken(Optional.of(index), Optional.empty(), what);
        }

        static Broken at(long index, UUID eventId, String what) {
            return new Broken(Optional.of(index), Optional.of(eventId), what);
        }

        static Broken of(String what) {
            return new Broken(Optional.empty(), Optional.empty(), what);
        }
    }
}
