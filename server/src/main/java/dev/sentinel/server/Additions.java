package dev.sentinel.server;

import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Resource;
import java.util.List;
import java.util.Optional;

/**
 * What another assembly adds to the process without the process knowing what it is: the module demo
 * signs people in with fixed tokens. Production adds {@link #none}.
 *
 * @param signIn asked before Bearer tokens are verified
 * @param gateway further routes on the gateway's port
 */
public record Additions(Authenticator signIn, List<Resource> gateway) {
    public Additions {
        gateway = List.copyOf(gateway);
    }

    public static Additions none() {
        return new Additions(_ -> Optional.empty(), List.of());
    }
}
