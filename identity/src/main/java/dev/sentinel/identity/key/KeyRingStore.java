package dev.sentinel.identity.key;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
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

    /** Until the commit nobody else changes the ring: several processes may start at once. */
    void lock(Tx tx) {
        tx.execute("LOCK TABLE identity.signing_key IN SHARE ROW EXCLUSIVE MODE");
    }

    List<SigningKey> all(Tx tx) {
        return tx.list(
                KeyRingStore::key,
                """
                SELECT kid, algorithm, state, public_key, sealed_private, created_at, retired_at
                  FROM identity.signing_key
                 ORDER BY created_at, kid
                """);
    }

    void insert(Tx tx, SigningKey key) {
        tx.execute(
                """
                INSERT INTO identity.signing_key
                       (kid, algorithm, state, public_key, sealed_private, created_at, activated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                key.kid(),
                key.algorithm(),
                word(key.state()),
                key.publicKey().getEncoded(),
                key.sealedPrivate(),
                key.createdAt(),
                key.state() == State.ACTIVE ? key.createdAt() : null);
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

    void retire(Tx tx, String kid, Instant at) {
        tx.execute(
                """
                UPDATE identity.signing_key
                   SET state = 'retired', retired_at = ?, sealed_private = NULL
                 WHERE kid = ? AND state = 'active'
                """,
                at,
                kid);
    }

    private static SigningKey key(ResultSet row) throws SQLException {
        Timestamp retired = row.getTimestamp("retired_at");
        return new SigningKey(
                row.getString("kid"),
                SignatureAlgorithm.valueOf(row.getString("algorithm")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                publicKey(row.getBytes("public_key")),
                Optional.ofNullable(row.getBytes("sealed_private")),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(retired).map(Timestamp::toInstant));
    }

    private static RSAPublicKey publicKey(byte[] encoded) {
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("a stored public key does not parse", damaged);
        }
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
