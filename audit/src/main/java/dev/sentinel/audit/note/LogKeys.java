package dev.sentinel.audit.note;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one log. After a rotation checkpoints carry the signatures of both keys, until
 * whoever verifies knows the new one; what an older key has signed stays valid for good.
 *
 * @param signing what signs checkpoints now, the newest first
 * @param known every public key that this log has ever had, those of {@code signing} among them
 */
public record LogKeys(List<NoteKey> signing, List<NotePublicKey> known) {
    public LogKeys {
        signing = List.copyOf(signing);
        if (signing.isEmpty()) {
            throw new IllegalArgumentException("a log signs with a key");
        }
        List<NotePublicKey> all = new ArrayList<>();
        signing.forEach(key -> all.add(key.publicKey()));
        known.stream().filter(key -> !all.contains(key)).forEach(all::add);
        known = List.copyOf(all);
        if (known.stream().map(NotePublicKey::name).distinct().count() != 1) {
            throw new IllegalArgumentException("the keys of one log are named after its origin");
        }
    }

    /** A log that has had one key only. */
    public static LogKeys of(NoteKey key) {
        return new LogKeys(List.of(key), List.of());
    }

    /** The origin of the log, which never changes. */
    public String origin() {
        return signing.getFirst().publicKey().name();
    }

    /** The text, signed with each signing key. */
    public SignedNote sign(String text) {
        SignedNote note = signing.getFirst().sign(text);
        for (NoteKey key : signing.subList(1, signing.size())) {
            note = note.with(key.sign(text).signatures());
        }
        return note;
    }

    /** Whether a key of this log signed the note. */
    public boolean signed(SignedNote note) {
        return known.stream().anyMatch(key -> key.signed(note));
    }
}
