package dev.sentinel.trust.limit;

/**
 * One of the counters that a request counts in.
 *
 * @param counter its name, of whoever is counted there; never what a client says of itself
 * @param quota how far it may count
 */
public record Share(String counter, Quota quota) {}
