package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.SignedNote;
import java.util.List;

/** Every way in which a witness can answer {@code add-checkpoint} (C2SP tlog-witness). */
sealed interface WitnessAnswer {
    /** It signed; which of the lines are its own remains to be seen. */
    record Signed(List<SignedNote.Signature> lines) implements WitnessAnswer {
        public Signed {
            lines = List.copyOf(lines);
        }
    }

    /** It has cosigned another size last, and says which. */
    record AtSize(long size) implements WitnessAnswer {}

    /** It will not sign, or what it said is no answer. */
    record Refused(String why) implements WitnessAnswer {}
}
