package dev.sentinel.audit.verify;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.ProofCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * That one event is in the log, as a text that stands by itself (C2SP tlog-proof).
 *
 * @param event canonical JSON, what the leaf is the hash of; from the {@code extra} line
 */
public record EntryProof(String event, long index, List<Hash> path, String note) {
    private static final String HEAD = "c2sp.org/tlog-proof@v1";
    private static final int LONGEST_PATH = 63;

    public EntryProof {
        path = List.copyOf(path);
    }

    public Hash leaf() {
        return Hash.leaf(event.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a proof.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    public static EntryProof parse(String text) {
        int blank = text.indexOf("\n\n");
        String[] lines = text.substring(0, Math.max(0, blank)).split("\n", -1);
        if (lines.length < 3
                || !lines[0].equals(HEAD)
                || !lines[1].startsWith("extra ")
                || !lines[2].matches("index (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException(
                    "a proof begins with '" + HEAD + "', an extra line and an index line");
        }
        if (lines.length - 3 > LONGEST_PATH) {
            throw new IllegalArgumentException("a path has at most 63 hashes");
        }
        List<Hash> path = new ArrayList<>();
        for (int i = 3; i < lines.length; i++) {
            path.add(Hash.of(Base64.getDecoder().decode(lines[i])));
        }
        return new EntryProof(
                new String(
                        Base64.getDecoder().decode(lines[1].substring("extra ".length())),
                        StandardCharsets.UTF_8),
                Long.parseLong(lines[2].substring("index ".length())),
                path,
                text.substring(blank + 2));
    }

    /** What is wrong with the proof, going by these keys; nothing when it holds. */
    public Optional<String> fault(List<NotePublicKey> keys) {
        try {
            SignedNote signed = SignedNote.parse(note);
            Checkpoint checkpoint = Checkpoint.parse(signed.text());
            boolean known =
                    keys.stream()
                            .anyMatch(key ->
                                    key.name().equals(checkpoint.origin()) && key.signed(signed));
            if (!known) {
                return Optional.of("the checkpoint is not signed by the log's key");
            }
            return ProofCheck.included(leaf(), index, checkpoint.size(), path, checkpoint.root())
                    ? Optional.empty()
                    : Optional.of("the path does not lead to the signed root");
        } catch (IllegalArgumentException malformed) {
            return Optional.of("the checkpoint is malformed: " + malformed.getMessage());
        }
    }
}
