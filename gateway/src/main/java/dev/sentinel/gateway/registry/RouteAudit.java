package dev.sentinel.gateway.registry;

/** What a call of a route leaves in the audit log (contract studio §12). */
public enum RouteAudit {
    /** That the endpoint was called. */
    CALL,
    /** Also that a document was read. */
    READ,
    /** Also that a document was written. */
    WRITE,
    /** Also that a document was deleted. */
    DELETE,
    /** Also that data left the platform. */
    EXPORT,
    /** Nothing: for health checks and the like. */
    NONE
}
