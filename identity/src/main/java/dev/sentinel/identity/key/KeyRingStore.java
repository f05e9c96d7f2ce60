package dev.sentinel.identity.key;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The only class that knows {@code identity.signing_key}. */
final class KeyRingStore {
    /** The advisory lock of whoever changes the ring: "sentinel key ring", as a number. */
    private static final long LOCK = 0x5E47_13E1_CE75_0001L;

    /** Until the commit nobody else changes the ring: several processes may start at once. */
    void lock(Tx tx) {
        tx.one(_ -> true, "SELECT pg_advisory_xact_lock(?)", LOCK);
    }

    /** As {@link #lock}, unless another process changes it now. */
    boolean tryLock(Tx tx) {
        return tx.one(row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", LOCK)
                .orElseThrow();
    }

    List<SigningKey> all(Tx tx) {
        return tx.list(
                KeyRingStore::key,
                """
                SELECT kid, algorithm, state, public_key, sealed_private, created_at, signs_from,
                       activated_at, retired_at, verifies_until, compromised_at
                  FROM identity.signing_key
                 ORDER BY created_at, kid
                """);
    }

    void insert(Tx tx, SigningKey key) {
        tx.execute(
                """
                INSERT INTO identity.signing_key
                       (kid, algorithm, state, public_key, sealed_private, created_at, signs_from,
                        activated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                key.kid(),
                key.algorithm().jose(),
                key.state().word(),
                key.publicKey().getEncoded(),
                key.sealedPrivate(),
                key.createdAt(),
                key.signsFrom(),
                key.activatedAt());
    }

    void schedule(Tx tx, String kid, Instant signsFrom) {
        tx.execute(
                """
                UPDATE identity.signing_key SET signs_from = ? WHERE kid = ? AND state = 'next'
                """,
                signsFrom,
                kid);
    }

    void activate(Tx tx, String kid, Instant at) {
        tx.execute(
                """
                UPDATE identity.signing_key SET state = 'active', activated_at = ?
                 WHERE kid = ? AND state = 'next'
                """,
                at,
                kid);
    }

    /** Ends a key; one that is retired already can only verify for less long. */
    void retire(Tx tx, String kid, Instant at, Instant verifiesUntil) {
        tx.execute(
                """
                UPDATE identity.signing_key
                   SET state = 'retired', sealed_private = NULL,
                       retired_at = COALESCE(retired_at, ?),
                       verifies_until = LEAST(COALESCE(verifies_until, 'infinity'), ?)
                 WHERE kid = ?
                """,
                at,
                verifiesUntil,
                kid);
    }

    void compromised(Tx tx, String kid, Instant at) {
        tx.execute(
                """
                UPDATE identity.signing_key SET compromised_at = COALESCE(compromised_at, ?)
                 WHERE kid = ?
                """,
                at,
                kid);
    }

    void reseal(Tx tx, String kid, byte[] sealed) {
        tx.execute(
                """
                UPDATE identity.signing_key SET sealed_private = ?
                 WHERE kid = ? AND state <> 'retired'
                """,
                sealed,
                kid);
    }

    private static SigningKey key(ResultSet row) throws SQLException {
        SignatureAlgorithm algorithm =
                SignatureAlgorithm.named(row.getString("algorithm")).orElseThrow();
        return new SigningKey(
                row.getString("kid"),
                algorithm,
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                publicKey(algorithm, row.getBytes("public_key")),
                Optional.ofNullable(row.getBytes("sealed_private")),
                row.getTimestamp("created_at").toInstant(),
                moment(row, "signs_from"),
                moment(row, "activated_at"),
                moment(row, "retired_at"),
                moment(row, "verifies_until"),
                moment(row, "compromised_at"));
    }

    private static PublicKey publicKey(SignatureAlgorithm algorithm, byte[] encoded) {
        try {
            return KeyFactory.getInstance(algorithm.family())
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("a stored public key does not parse", damaged);
        }
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
