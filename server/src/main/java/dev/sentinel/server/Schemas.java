package dev.sentinel.server;

import java.util.List;

/** The schemas of the database, in the order in which they are migrated. */
public final class Schemas {
    public static final List<String> ALL = List.of("audit", "identity", "risk");

    private Schemas() {}
}
