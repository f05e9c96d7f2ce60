package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.base.sql.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The only class that knows the tables of witnesses. */
final class WitnessStore {

    /**
     * The size that a witness is known to have cosigned, when it is this process's turn to ask it:
     * nobody has for as long as the pace.
     */
    Optional<Long> claim(Tx tx, Witness witness, Instant now, Duration pace) {
        tx.execute(
                """
                INSERT INTO audit.witness (vkey, size, asked_at) VALUES (?, 0, '-infinity')
                ON CONFLICT DO NOTHING
                """,
                witness.key().toString());
        return tx.one(
                row -> row.getLong(1),
                "UPDATE audit.witness SET asked_at = ? WHERE vkey = ? AND asked_at <= ? RETURNING size",
                now,
                witness.key().toString(),
                now.minus(pace));
    }

    void isAt(Tx tx, Witness witness, long size) {
        tx.execute(
                "UPDATE audit.witness SET size = ? WHERE vkey = ?", size, witness.key().toString());
    }

    void add(Tx tx, long size, Witness witness, SignedNote.Signature line, Instant cosignedAt) {
        tx.execute(
                """
                INSERT INTO audit.cosignature (size, witness, line, cosigned_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                size,
                witness.name(),
                line.format(),
                cosignedAt);
    }

    /** The cosignatures of one checkpoint. */
    List<SignedNote.Signature> of(Tx tx, long size) {
        return tx.list(
                row -> SignedNote.Signature.parse(row.getString(1).stripTrailing()),
                "SELECT line FROM audit.cosignature WHERE size = ? ORDER BY witness",
                size);
    }

    /** The largest checkpoint that this many of these witnesses have cosigned. */
    Optional<String> largest(Tx tx, List<String> witnesses, int quorum) {
        return tx.one(
                row -> row.getString(1),
                """
                SELECT note FROM audit.checkpoint
                 WHERE size = (SELECT size FROM audit.cosignature WHERE witness = ANY (?)
                                GROUP BY size HAVING count(*) >= ?
                                ORDER BY size DESC LIMIT 1)
                """,
                witnesses.toArray(String[]::new),
                quorum);
    }
}
