package dev.sentinel.audit.witness;

import java.time.Duration;
import java.util.List;

/**
 * Who is asked to cosign checkpoints.
 *
 * @param quorum how many cosignatures make a checkpoint a witnessed one
 * @param pace how often each is asked, at most
 * @param patience how long an answer may take
 */
public record WitnessConfig(List<Witness> witnesses, int quorum, Duration pace, Duration patience) {
    public static final WitnessConfig NONE = of(List.of(), 0);

    public WitnessConfig {
        witnesses = List.copyOf(witnesses);
        if (quorum < 0 || quorum > witnesses.size()) {
            throw new IllegalArgumentException(
                    "a quorum of %d of %d witnesses cannot be reached"
                            .formatted(quorum, witnesses.size()));
        }
    }

    /** With the usual pace: once a second. */
    public static WitnessConfig of(List<Witness> witnesses, int quorum) {
        return new WitnessConfig(witnesses, quorum, Duration.ofSeconds(1), Duration.ofSeconds(5));
    }
}
