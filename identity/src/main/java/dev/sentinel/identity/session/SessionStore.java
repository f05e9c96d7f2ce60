package dev.sentinel.identity.session;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.person.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The only class that knows the tables {@code session} and {@code refresh_token}. */
final class SessionStore {

    void insert(Tx tx, Session session) {
        tx.execute(
                """
                INSERT INTO identity.session (session_id, person_id, mfa, created_at, ends_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                session.id().value(),
                session.person().value(),
                session.mfa(),
                session.createdAt(),
                session.endsAt());
    }

    void insertToken(Tx tx, byte[] mac, SessionId session, Instant expiresAt) {
        tx.execute(
                """
                INSERT INTO identity.refresh_token (token_mac, session_id, expires_at)
                VALUES (?, ?, ?)
                """,
                mac,
                session.value(),
                expiresAt);
    }

    Optional<SessionId> sessionOf(Tx tx, byte[] mac) {
        return tx.one(
                row -> new SessionId(row.getObject("session_id", UUID.class)),
                "SELECT session_id FROM identity.refresh_token WHERE token_mac = ?",
                mac);
    }

    /** Whoever refreshes or ends the session meanwhile waits until this transaction is over. */
    Optional<Session> findForUpdate(Tx tx, SessionId id) {
        return tx.one(
                SessionStore::session,
                """
                SELECT session_id, person_id, mfa, created_at, ends_at, ended_at
                  FROM identity.session
                 WHERE session_id = ?
                   FOR UPDATE
                """,
                id.value());
    }

    /** Read after the session is held: before, another refresh might be under way. */
    Optional<StoredRefreshToken> findToken(Tx tx, byte[] mac) {
        return tx.one(
                row ->
                        new StoredRefreshToken(
                                row.getTimestamp("expires_at").toInstant(),
                                moment(row, "replaced_at")),
                """
                SELECT expires_at, replaced_at FROM identity.refresh_token WHERE token_mac = ?
                """,
                mac);
    }

    void replaced(Tx tx, byte[] mac, Instant now) {
        tx.execute(
                "UPDATE identity.refresh_token SET replaced_at = ? WHERE token_mac = ?", now, mac);
    }

    void end(Tx tx, SessionId id, Instant now) {
        tx.execute(
                """
                UPDATE identity.session SET ended_at = ?
                 WHERE session_id = ? AND ended_at IS NULL
                """,
                now,
                id.value());
    }

    /** Forgets sessions that are over; at most so many, so that it never blocks. */
    int purge(Tx tx, Instant overBefore, int most) {
        return tx.execute(
                """
                DELETE FROM identity.session
                 WHERE session_id IN (SELECT session_id FROM identity.session
                                       WHERE ends_at < ? ORDER BY ends_at LIMIT ?)
                """,
                overBefore,
                most);
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                new SessionId(row.getObject("session_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getBoolean("mfa"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("ends_at").toInstant(),
                moment(row, "ended_at"));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
