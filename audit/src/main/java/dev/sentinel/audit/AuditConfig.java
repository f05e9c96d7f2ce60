package dev.sentinel.audit;

import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.sequencer.SequencerConfig;
import dev.sentinel.audit.witness.WitnessConfig;

/** How the audit log is run. */
public record AuditConfig(AuditLogConfig log, SequencerConfig sequencer, WitnessConfig witnesses) {
    public static final AuditConfig DEFAULT =
            new AuditConfig(AuditLogConfig.DEFAULT, SequencerConfig.DEFAULT, WitnessConfig.NONE);

    /** The same, for a process that integrates only while no other does. */
    public AuditConfig standingBy() {
        return new AuditConfig(log, sequencer.standingBy(), witnesses);
    }

    /** The same, with these witnesses. */
    public AuditConfig with(WitnessConfig asked) {
        return new AuditConfig(log, sequencer, asked);
    }
}
