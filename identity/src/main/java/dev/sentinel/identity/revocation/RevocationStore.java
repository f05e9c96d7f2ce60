package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.revocation.Revocation.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only class that knows {@code identity.revocation} and its head. */
final class RevocationStore {

    /** The last position, which nobody moves before this transaction ends. */
    Position takeHead(Tx tx) {
        return tx.one(
                        RevocationStore::position,
                        "SELECT seq, stamp FROM identity.revocation_head FOR UPDATE")
                .orElseThrow();
    }

    /** The last number, which nobody moves before this transaction ends. */
    long heldHead(Tx tx) {
        return tx.one(row -> row.getLong(1), "SELECT seq FROM identity.revocation_head FOR SHARE")
                .orElseThrow();
    }

    Position head(Tx tx) {
        return tx.one(RevocationStore::position, "SELECT seq, stamp FROM identity.revocation_head")
                .orElseThrow();
    }

    /**
     * Whether this position is one of this log, and its row or the next one is still there. Without
     * a stamp the number is believed.
     */
    boolean has(Tx tx, Position position) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT seq
                          FROM identity.revocation
                         WHERE seq = ? AND ? IN (stamp::text, '')
                            OR seq = ? AND previous::text = ?
                         LIMIT 1
                        """,
                        position.sequence(),
                        position.stamp(),
                        position.sequence() + 1,
                        position.stamp())
                .isPresent();
    }

    /** Writes it as the next one after the head that was taken; returns its position. */
    Position insert(
            Tx tx,
            Position head,
            Kind kind,
            String id,
            Optional<UUID> clientId,
            Instant notBefore,
            Instant expiresAt) {
        return tx.one(
                        RevocationStore::position,
                        """
                        WITH moved AS (
                          UPDATE identity.revocation_head
                             SET seq = seq + 1, stamp = gen_random_uuid()
                          RETURNING seq, stamp)
                        INSERT INTO identity.revocation
                          (seq, stamp, previous, kind, id, client_id, not_before, expires_at)
                        SELECT moved.seq, moved.stamp, ?::uuid, ?, ?, ?, ?, ?
                          FROM moved
                        RETURNING seq, stamp
                        """,
                        head.stamp(),
                        kind.word(),
                        id,
                        clientId,
                        notBefore,
                        expiresAt)
                .orElseThrow();
    }

    List<LoggedRevocation> after(Tx tx, long seq, int limit) {
        return tx.list(
                RevocationStore::revocation,
                """
                SELECT seq, stamp, previous, kind, id, client_id, not_before, expires_at
                  FROM identity.revocation
                 WHERE seq > ?
                 ORDER BY seq
                 LIMIT ?
                """,
                seq,
                limit);
    }

    /**
     * Whether a token of these principals, made from these links and issued then, has been revoked.
     * Token times are whole seconds, so one of the same second counts as issued before.
     */
    boolean hits(Tx tx, Collection<String> principals, Collection<String> links, Instant issuedAt) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT seq
                          FROM identity.revocation
                         WHERE not_before >= ?
                           AND (kind = 'principal' AND id = ANY (?)
                                OR kind <> 'principal' AND id = ANY (?))
                         LIMIT 1
                        """,
                        issuedAt,
                        principals.toArray(String[]::new),
                        links.toArray(String[]::new))
                .isPresent();
    }

    /** Forgets what no longer hits anything; at most so many rows, so that it never blocks. */
    int purge(Tx tx, Instant expiredBefore, int most) {
        return tx.execute(
                """
                DELETE FROM identity.revocation
                 WHERE seq IN (SELECT seq FROM identity.revocation
                                WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
                """,
                expiredBefore,
                most);
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(row.getLong("seq"), row.getString("stamp"));
    }

    private static LoggedRevocation revocation(ResultSet row) throws SQLException {
        return new LoggedRevocation(
                new Revocation(
                        position(row),
                        Kind.ofWord(row.getString("kind")),
                        row.getString("id"),
                        row.getTimestamp("not_before").toInstant(),
                        row.getTimestamp("expires_at").toInstant()),
                new Position(row.getLong("seq") - 1, row.getString("previous")),
                Optional.ofNullable(row.getObject("client_id", UUID.class)));
    }
}
