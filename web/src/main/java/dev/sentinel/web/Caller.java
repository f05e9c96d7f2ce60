package dev.sentinel.web;

/** Whoever an {@link Authenticator} found behind a request. */
public interface Caller {
    /** The principal's id, as logs and audit name it. */
    String id();

    /** The workspace (tenant) that bounds all it may see. */
    String workspace();
}
