package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.revocation.Revocation.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The only class that knows {@code identity.revocation} and its head. */
final class RevocationStore {

    /** The next number. Whoever asks next waits for this transaction to end. */
    long takeNumber(Tx tx) {
        return tx.one(
                        row -> row.getLong(1),
                        "UPDATE identity.revocation_head SET seq = seq + 1 RETURNING seq")
                .orElseThrow();
    }

    /** The last number, which nobody moves before this transaction ends. */
    long heldHead(Tx tx) {
        return tx.one(row -> row.getLong(1), "SELECT seq FROM identity.revocation_head FOR SHARE")
                .orElseThrow();
    }

    long head(Tx tx) {
        return tx.one(row -> row.getLong(1), "SELECT seq FROM identity.revocation_head")
                .orElseThrow();
    }

    void insert(Tx tx, Revocation revocation) {
        tx.execute(
                """
                INSERT INTO identity.revocation (seq, kind, id, client_id, not_before, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                revocation.seq(),
                revocation.kind().word(),
                revocation.id(),
                revocation.clientId(),
                revocation.notBefore(),
                revocation.expiresAt());
    }

    List<Revocation> after(Tx tx, long seq, int limit) {
        return tx.list(
                RevocationStore::revocation,
                """
                SELECT seq, kind, id, client_id, not_before, expires_at
                  FROM identity.revocation
                 WHERE seq > ?
                 ORDER BY seq
                 LIMIT ?
                """,
                seq,
                limit);
    }

    /**
     * Whether a token with these ids, issued then, has been revoked. Token times are whole seconds,
     * so one of the same second counts as issued before.
     */
    boolean hits(Tx tx, String jti, String credentialId, String principalId, Instant issuedAt) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT seq
                          FROM identity.revocation
                         WHERE not_before >= ?
                           AND (kind, id) IN (('token', ?), ('credential', ?), ('principal', ?))
                         LIMIT 1
                        """,
                        issuedAt,
                        jti,
                        credentialId,
                        principalId)
                .isPresent();
    }

    /** Forgets what no longer hits anything; at most a thousand rows, so that it never blocks. */
    int purge(Tx tx, Instant expiredBefore) {
        return tx.execute(
                """
                DELETE FROM identity.revocation
                 WHERE seq IN (SELECT seq FROM identity.revocation
                                WHERE expires_at < ? ORDER BY expires_at LIMIT 1000)
                """,
                expiredBefore);
    }

    private static Revocation revocation(ResultSet row) throws SQLException {
        return new Revocation(
                row.getLong("seq"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("id"),
                row.getObject("client_id", UUID.class),
                row.getTimestamp("not_before").toInstant(),
                row.getTimestamp("expires_at").toInstant());
    }
}
