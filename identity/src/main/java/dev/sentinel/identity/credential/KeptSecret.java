package dev.sentinel.identity.credential;

import dev.sentinel.identity.vault.VaultPath;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How a secret is kept: each credential in its own way, side by side. */
public sealed interface KeptSecret {
    /** In the row itself, as a MAC. */
    record InRow(SecretMac mac) implements KeptSecret {}

    /**
     * In Vault; the row says where.
     *
     * @param version the one that counts, so that a change takes effect with the row's commit and
     *     not before; absent for rows that another system wrote: the latest
     */
    record InVault(VaultPath path, OptionalInt version) implements KeptSecret {}

    /** As the columns of the row hold it; a version of 0 is none. */
    static KeptSecret of(byte @Nullable [] mac, @Nullable String path, int version) {
        if (path == null) {
            return new InRow(new SecretMac(mac == null ? new byte[0] : mac));
        }
        OptionalInt counted = version == 0 ? OptionalInt.empty() : OptionalInt.of(version);
        return new InVault(VaultPath.parse(path), counted);
    }
}
