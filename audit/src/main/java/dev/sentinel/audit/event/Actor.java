package dev.sentinel.audit.event;

import java.util.List;

/**
 * Who did it.
 *
 * @param kind what sort of principal
 * @param id the principal's id; for {@link Kind#SYSTEM} the name of the part, for {@link
 *     Kind#ANONYMOUS} the word {@code anonymous} or a keyed hash of what the caller claimed to be
 * @param actedFor on whose behalf, nearest first: the subject, then any actors between (RFC 8693
 *     §4.1); empty when the actor acted for itself
 */
public record Actor(Kind kind, String id, List<String> actedFor) {

    /** The sorts of actor an event can name. */
    public enum Kind {
        PERSON,
        AGENT,
        SERVICE,
        SYSTEM,
        ANONYMOUS
    }

    public Actor {
        id = Values.required("actor id", id);
        actedFor =
                actedFor.isEmpty()
                        ? List.of()
                        : actedFor.stream()
                                .map(each -> Values.required("acted for", each))
                                .toList();
    }

    public static Actor person(String id) {
        return new Actor(Kind.PERSON, id, List.of());
    }

    public static Actor agent(String id) {
        return new Actor(Kind.AGENT, id, List.of());
    }

    public static Actor service(String id) {
        return new Actor(Kind.SERVICE, id, List.of());
    }

    /** The program itself, for example {@code Actor.system("key-rotation")}. */
    public static Actor system(String part) {
        return new Actor(Kind.SYSTEM, part, List.of());
    }

    /** Nobody we know: a failed sign-in, a call without a token. */
    public static Actor anonymous() {
        return new Actor(Kind.ANONYMOUS, "anonymous", List.of());
    }

    /** The same actor, acting for these, nearest first. */
    public Actor actingFor(List<String> principals) {
        return new Actor(kind, id, principals);
    }
}
