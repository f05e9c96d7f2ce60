package dev.sentinel.identity.credential;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * By means of which credential each was made, so that a leak can be ended with all that came of it:
 * whoever had the secret may have made another one, which would outlive the first.
 *
 * <p>Making and ending a line wait for each other, before any row is locked: what is being made
 * while a leak is ended is either found by it, or refused.
 */
final class LineageStore {

    /** Somebody is about to make a secret; false when it is by means of one that has ended. */
    boolean mayMake(Tx tx, Requester by) {
        tx.one(
                _ -> true,
                "SELECT pg_advisory_xact_lock_shared(hashtext('credential line'), hashtext(?))",
                by.workspace());
        return maker(by)
                .map(maker ->
                        tx.one(
                                        _ -> true,
                                        """
                                        SELECT 1 FROM identity.credential
                                         WHERE credential_id = ? AND revoked_at IS NOT NULL
                                        """,
                                        maker.value())
                                .isEmpty())
                .orElse(true);
    }

    /** The secret that this credential now has was made by the requester. */
    void made(Tx tx, CredentialId id, Requester by) {
        maker(by)
                .ifPresent(maker ->
                        tx.execute(
                                """
                                INSERT INTO identity.credential_maker (credential_id, maker)
                                VALUES (?, ?) ON CONFLICT DO NOTHING
                                """,
                                id.value(),
                                maker.value()));
    }

    private static Optional<CredentialId> maker(Requester by) {
        return by.credential().flatMap(CredentialId::parse);
    }

    /** Nobody makes a secret in the workspace until the transaction ends. */
    void hold(Tx tx, String workspace) {
        tx.one(
                _ -> true,
                "SELECT pg_advisory_xact_lock(hashtext('credential line'), hashtext(?))",
                workspace);
    }

    /** The credential and all that were made by means of it, directly or through others. */
    List<CredentialId> from(Tx tx, CredentialId id) {
        return tx.list(
                row -> new CredentialId(row.getObject(1, UUID.class)),
                """
                WITH RECURSIVE line (credential_id) AS (
                  SELECT ?::uuid
                   UNION
                  SELECT made.credential_id
                    FROM line JOIN identity.credential_maker made
                      ON made.maker = line.credential_id)
                SELECT credential_id FROM line ORDER BY credential_id
                """,
                id.value());
    }
}
