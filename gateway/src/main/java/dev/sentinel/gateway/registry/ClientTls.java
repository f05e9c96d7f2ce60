package dev.sentinel.gateway.registry;

import java.util.Optional;

/**
 * How the gateway and a service show each other who they are, in files of PEM.
 *
 * @param authorities who signs the service's certificate; empty: those that Java trusts
 * @param certificate the gateway's own, with its key, for services that ask for one (mTLS)
 */
public record ClientTls(
        Optional<String> authorities, Optional<String> certificate, Optional<String> key) {
    /** Nothing but what Java trusts. */
    public static final ClientTls STANDARD =
            new ClientTls(Optional.empty(), Optional.empty(), Optional.empty());
}
