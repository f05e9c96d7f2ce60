package dev.sentinel.identity.mfa;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.person.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The only class that knows the tables {@code totp} and {@code recovery_code}. */
final class TotpStore {
    private static final String COLUMNS =
            """
            SELECT person_id, sealed_secret, last_step, confirmed_at IS NOT NULL AS confirmed
              FROM identity.totp
            """;

    boolean isConfirmed(Tx tx, PersonId person) {
        return tx.one(
                        row -> row.getBoolean("confirmed"),
                        COLUMNS + "WHERE person_id = ?",
                        person.value())
                .orElse(false);
    }

    /** Whoever shows a code meanwhile waits until this transaction is over. */
    Optional<StoredTotp> findForUpdate(Tx tx, PersonId person) {
        return tx.one(TotpStore::totp, COLUMNS + "WHERE person_id = ? FOR UPDATE", person.value());
    }

    /** In place of one that was never confirmed; false when one is in force. */
    boolean begin(Tx tx, PersonId person, byte[] sealedSecret, Instant now) {
        return tx.execute(
                        """
                        INSERT INTO identity.totp (person_id, sealed_secret, created_at)
                        VALUES (?, ?, ?)
                        ON CONFLICT (person_id) DO UPDATE
                          SET sealed_secret = excluded.sealed_secret,
                              created_at = excluded.created_at,
                              last_step = 0
                        WHERE totp.confirmed_at IS NULL
                        """,
                        person.value(),
                        sealedSecret,
                        now)
                == 1;
    }

    void confirm(Tx tx, PersonId person, Instant now) {
        tx.execute(
                "UPDATE identity.totp SET confirmed_at = ? WHERE person_id = ?",
                now,
                person.value());
    }

    void used(Tx tx, PersonId person, long step) {
        tx.execute(
                "UPDATE identity.totp SET last_step = ? WHERE person_id = ?", step, person.value());
    }

    void insertCodes(Tx tx, PersonId person, List<byte[]> macs) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        macs.forEach(mac -> rows.add(new @Nullable Object[] {person.value(), mac}));
        tx.batch("INSERT INTO identity.recovery_code (person_id, code_mac) VALUES (?, ?)", rows);
    }

    /** Whether the code was there and had not been used. */
    boolean useCode(Tx tx, PersonId person, byte[] mac, Instant now) {
        return tx.execute(
                        """
                        UPDATE identity.recovery_code SET used_at = ?
                         WHERE person_id = ? AND code_mac = ? AND used_at IS NULL
                        """,
                        now,
                        person.value(),
                        mac)
                == 1;
    }

    void delete(Tx tx, PersonId person) {
        tx.execute("DELETE FROM identity.totp WHERE person_id = ?", person.value());
    }

    /**
     * Those that another key-encryption key than this one has sealed; it stands in the envelope.
     */
    List<StoredTotp> sealedElse(Tx tx, byte[] kek, int most) {
        return tx.list(
                TotpStore::totp,
                COLUMNS
                        + """
                        WHERE substring(sealed_secret FROM 2 FOR 8) <> ?
                        LIMIT ? FOR UPDATE SKIP LOCKED
                        """,
                kek,
                most);
    }

    void reseal(Tx tx, PersonId person, byte[] sealedSecret) {
        tx.execute(
                "UPDATE identity.totp SET sealed_secret = ? WHERE person_id = ?",
                sealedSecret,
                person.value());
    }

    private static StoredTotp totp(ResultSet row) throws SQLException {
        return new StoredTotp(
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getBytes("sealed_secret"),
                row.getLong("last_step"),
                row.getBoolean("confirmed"));
    }
}
