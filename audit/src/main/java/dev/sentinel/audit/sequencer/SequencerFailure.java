package dev.sentinel.audit.sequencer;

import java.io.Serial;

/** The stored tree cannot be built on: somebody must look, trying again does not help. */
public final class SequencerFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    SequencerFailure(String message) {
        super(message);
    }
}
