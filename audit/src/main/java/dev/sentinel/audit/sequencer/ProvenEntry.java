package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.log.EventRow;

/** An event with the proof that it is in the log. */
public record ProvenEntry(EventRow event, InclusionProof proof) {

    /**
     * Both in one text (C2SP tlog-proof): the {@code extra} line holds the canonical event, whose
     * leaf hash the proof is for.
     */
    public String format() {
        return proof.format(event.canonical());
    }
}
