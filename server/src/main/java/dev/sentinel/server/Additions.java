package dev.sentinel.server;

import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What another assembly adds to the process without the process knowing what it is: the module demo
 * signs people in with fixed tokens. Production adds {@link #none}.
 *
 * @param signIn asked before Bearer tokens are verified
 * @param unlimited callers whose requests identity does not count
 * @param gateway further routes on the gateway's port
 */
public record Additions(Authenticator signIn, Predicate<Caller> unlimited, List<Resource> gateway) {
    public Additions {
        gateway = List.copyOf(gateway);
    }

    /** Whoever signs in this way is limited like everybody. */
    public Additions(Authenticator signIn, List<Resource> gateway) {
        this(signIn, _ -> false, gateway);
    }

    public static Additions none() {
        return new Additions(_ -> Optional.empty(), List.of());
    }
}
