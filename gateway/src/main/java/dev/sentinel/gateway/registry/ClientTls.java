package dev.sentinel.gateway.registry;

import dev.sentinel.base.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the gateway and a service show each other who they are, in PEM: what the files held when they
 * were read, so that a renewed certificate makes another destination of the same service.
 *
 * @param authorities who signs the service's certificate; empty: those that Java trusts
 * @param certificate the gateway's own, with its key, for services that ask for one (mTLS)
 * @param files where all of it was read
 */
public record ClientTls(
        Optional<String> authorities,
        Optional<String> certificate,
        Optional<Secret> key,
        List<Path> files) {
    /** Nothing but what Java trusts. */
    public static final ClientTls STANDARD =
            new ClientTls(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public ClientTls {
        files = List.copyOf(files);
    }
}
