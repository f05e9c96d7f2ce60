package dev.sentinel.audit.verify;

import dev.sentinel.audit.tree.Hash;
import java.util.Arrays;
import java.util.Optional;

/** What events commit to about their actors, or about their targets, and what became of it. */
final class StoredPersonal {
    private final String about;
    private final byte[] committed;
    private final boolean[] isCommitted;
    private final Found[] found;

    private enum Found {
        NOTHING,
        OTHER,
        COMMITTED
    }

    /** For so many events; {@code about} is {@code actor} or {@code target}. */
    StoredPersonal(String about, int count) {
        this.about = about;
        committed = new byte[count * Hash.LENGTH];
        isCommitted = new boolean[count];
        found = new Found[count];
        Arrays.fill(found, Found.NOTHING);
    }

    String about() {
        return about;
    }

    /** The event in this slot commits to what this column holds, if it holds anything. */
    void commit(int slot, CopyRow row, int column) {
        if (row.length(column) == Hash.LENGTH) {
            isCommitted[slot] = true;
            System.arraycopy(
                    row.bytes(), row.at(column), committed, slot * Hash.LENGTH, Hash.LENGTH);
        }
    }

    /** A row of {@link Columns.Personal} stands beside the event in this slot. */
    void found(int slot, CopyRow row, LeafBytes hasher) {
        boolean good =
                isCommitted[slot]
                        && hasher.commits(
                                row.bytes(),
                                row.at(Columns.Personal.SALT),
                                row.length(Columns.Personal.SALT),
                                row.bytes(),
                                row.at(Columns.Personal.FIELDS),
                                row.length(Columns.Personal.FIELDS),
                                committed,
                                slot);
        found[slot] = good ? Found.COMMITTED : Found.OTHER;
    }

    /** What is wrong with the fields that are there. */
    Optional<String> fault(int slot) {
        return switch (found[slot]) {
            case COMMITTED, NOTHING -> Optional.empty();
            case OTHER ->
                    Optional.of(
                            isCommitted[slot]
                                    ? "the personal fields of the " + about + " were altered"
                                    : "personal fields of the " + about + " were added");
        };
    }

    /** Whether fields are not there that the event commits to: erased, or lost. */
    boolean isMissing(int slot) {
        return found[slot] == Found.NOTHING && isCommitted[slot];
    }
}
