package dev.sentinel.audit.event;

/**
 * What it was done to.
 *
 * @param kind the sort of thing, a noun of the domain: {@code agent}, {@code credential}, {@code
 *     case}
 * @param id its id, of at most {@link #MAX_ID} characters
 */
public record Target(String kind, String id) {
    public static final int MAX_ID = Values.MAX_NAME;

    public Target {
        kind = Values.required("target kind", kind);
        id = Values.required("target id", id);
    }
}
