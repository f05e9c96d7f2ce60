package dev.sentinel.gateway.selftest;

/**
 * Bytes to send, and what must come of them.
 *
 * @param invariant its number in docs/reference/wire-invariants.md
 * @param needsEcho whether it can only be judged with a service that tells what arrived
 */
public record WireCase(
        int invariant, String name, String request, Expected expected, boolean needsEcho) {}
