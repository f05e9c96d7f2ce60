package dev.sentinel.audit.note;

import dev.sentinel.audit.event.Action;
import java.util.List;

/**
 * What a change of the log's own key leaves in the log. The target is the key, by its name and id.
 */
public final class LogKeyActions {
    /** Who knows only the old key reads this under its signature, and learns of the new one. */
    public static final Action ROTATED =
            Action.of(
                            "audit.key_rotated",
                            "checkpoints of the log carry the signature of a new key, too")
                    .field("publicKey", "before: the key that signed; after: the new one");

    public static final Action FINISHED =
            Action.of(
                            "audit.key_rotation_finished",
                            "the private key of before the rotation was removed")
                    .field(
                            "publicKey",
                            "before: the key that signs no longer; after: the one that does");

    public static final List<Action> ALL = List.of(ROTATED, FINISHED);

    private LogKeyActions() {}
}
