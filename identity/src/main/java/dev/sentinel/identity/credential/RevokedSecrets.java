package dev.sentinel.identity.credential;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.vault.Vault;
import java.time.Clock;

/**
 * Destroys in Vault what was revoked here. A revocation does not wait for Vault: the row ends the
 * credential at once, and this follows, however long Vault is away.
 */
public final class RevokedSecrets implements Runnable {
    private static final int AT_ONCE = 100;

    private final Database database;
    private final Vault vault;
    private final Clock clock;
    private final CredentialStore store = new CredentialStore();

    public RevokedSecrets(Database database, Vault vault, Clock clock) {
        this.database = database;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Some of them; the rest next time.
     *
     * @throws Unavailable when Vault or PostgreSQL is away; what is left stays to be done
     */
    @Override
    public void run() {
        for (CredentialStore.Doomed each : database.read(tx -> store.doomed(tx, AT_ONCE))) {
            vault.destroy(each.path());
            database.inTransaction(tx -> store.destroyed(tx, each.id(), clock.instant()));
        }
    }
}
