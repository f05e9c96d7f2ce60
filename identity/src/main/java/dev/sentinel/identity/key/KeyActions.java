package dev.sentinel.identity.key;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What the key ring writes into the audit log. */
public final class KeyActions {
    static final Action ADDED =
            Action.of("key.added", "a signing key joined the ring")
                    .field("kid", "its id")
                    .field("state", "next or active");

    static final Action ROTATED =
            Action.of("key.rotated", "the next key signs, the active one retired")
                    .field("kid", "before: the key that signed; after: the one that signs");

    public static final List<Action> ALL = List.of(ADDED, ROTATED);

    private KeyActions() {}
}
