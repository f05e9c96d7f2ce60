package dev.sentinel.risk.decision;

/** What a reason rests on (contract §3.3): where it was seen, under which key, and what it said. */
public record Evidence(String source, String key, String quote) {}
