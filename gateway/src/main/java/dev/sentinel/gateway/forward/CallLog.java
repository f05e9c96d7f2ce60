package dev.sentinel.gateway.forward;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.Unavailable;
import java.util.List;

/** The audit log, as far as calls are written to it. Both may wait, so no event loop asks. */
public interface CallLog {
    /**
     * Takes all of them or none; what is taken is written soon.
     *
     * @throws Unavailable when it cannot take them now
     */
    void recordAll(List<AuditEvent> events);

    /**
     * Returns when the event is durable.
     *
     * @throws Unavailable when that takes too long; it may still be written later
     */
    void commit(AuditEvent event);

    static CallLog of(AuditLog log) {
        return new CallLog() {
            @Override
            public void recordAll(List<AuditEvent> events) {
                log.recordAll(events);
            }

            @Override
            public void commit(AuditEvent event) {
                log.commit(event);
            }
        };
    }
}
