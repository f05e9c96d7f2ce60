package dev.sentinel.identity.key;

import dev.sentinel.audit.event.Action;
import java.util.List;

/** What the key ring writes into the audit log. */
public final class KeyActions {
    static final Action ADDED =
            Action.of("key.added", "a signing key joined the ring")
                    .field("kid", "its id")
                    .field("algorithm", "what it signs with")
                    .field("state", "next or active");

    static final Action SCHEDULED =
            Action.of("key.scheduled", "it was decided when the next key takes over")
                    .field("kid", "the next key")
                    .field("signsFrom", "from when on it signs");

    static final Action ROTATED =
            Action.of("key.rotated", "the next key signs, the active one retired")
                    .field("kid", "before: the key that signed; after: the one that signs")
                    .field("algorithm", "what it signs with");

    static final Action RETIRED =
            Action.of("key.retired", "a signing key verifies no longer than said")
                    .field("kid", "its id")
                    .field("state", "next, active or retired")
                    .field("verifiesUntil", "until when its tokens are believed")
                    .field("compromised", "whether somebody else may have had it");

    static final Action REWRAPPED =
            Action.of("key.rewrapped", "a signing key was sealed under another key-encryption key")
                    .field("kid", "its id")
                    .field("kek", "the key-encryption key, by the start of its SHA-256");

    public static final List<Action> ALL = List.of(ADDED, SCHEDULED, ROTATED, RETIRED, REWRAPPED);

    private KeyActions() {}
}
