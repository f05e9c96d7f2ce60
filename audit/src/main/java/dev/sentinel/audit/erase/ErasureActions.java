package dev.sentinel.audit.erase;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What erasing leaves in the log. The target is the person. */
public final class ErasureActions {
    /** Names the events of an erasure whose lists say what went. */
    public static final String ERASED_NAME = "personal.erased";

    static final Action REQUESTED =
            Action.of("erasure.requested", "somebody asked that a person's data be erased")
                    .field("erasureId", "which request")
                    .field("reason", "why");

    static final Action ERASED =
            Action.of(ERASED_NAME, "personal fields were erased from events; or that was refused")
                    .field("erasureId", "which request")
                    .field("requestedBy", "who asked; the actor is who approved")
                    .field("actor", "ids of events whose fields about their actor went")
                    .field("target", "ids of events whose fields about their target went")
                    .field("reason", "why it was refused");

    public static final List<Action> ALL = List.of(REQUESTED, ERASED);

    private ErasureActions() {}
}
