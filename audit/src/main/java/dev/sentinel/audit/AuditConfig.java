package dev.sentinel.audit;

import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.sequencer.SequencerConfig;

/** How the audit log is run. */
public record AuditConfig(AuditLogConfig log, SequencerConfig sequencer) {
    public static final AuditConfig DEFAULT =
            new AuditConfig(AuditLogConfig.DEFAULT, SequencerConfig.DEFAULT);
}
