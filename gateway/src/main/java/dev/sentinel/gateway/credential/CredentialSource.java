package dev.sentinel.gateway.credential;

import java.util.Optional;

/** Where credentials are kept. Reading may take a while: never on an event loop. */
public interface CredentialSource {
    /**
     * The credential of this name, as it is now; empty when there is none.
     *
     * @throws dev.sentinel.base.Unavailable when that cannot be found out
     */
    Optional<BasicCredential> read(String name);

    /** Whether reading asks nobody else and may be done at any time. */
    default boolean isLocal() {
        return false;
    }

    /** For people: where an operator puts the credential of this name. */
    String place(String name);
}
