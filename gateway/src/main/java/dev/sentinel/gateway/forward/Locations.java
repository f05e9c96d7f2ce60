package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.Mounting;
import dev.sentinel.gateway.registry.Origin;
import java.util.List;
import java.util.Optional;

/**
 * The {@code Location} of an answer, as the caller may see it (contract studio §7.2): a place
 * inside the service becomes its public place, anything else would send the caller past the
 * gateway.
 */
final class Locations {
    private final String base;
    private final List<Mounting> mountings;

    /** Places are looked for below each of the mountings, in this order. */
    Locations(Origin origin, List<Mounting> mountings) {
        this.base = (origin.tls() ? "https://" : "http://") + origin.authority();
        this.mountings = List.copyOf(mountings);
    }

    /** The public form; empty when the place is not the service's own. */
    Optional<String> published(String location) {
        String path = location.startsWith(base) ? location.substring(base.length()) : location;
        boolean rooted = path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
        if (!rooted || (path + "/").contains("/../")) {
            return Optional.empty();
        }
        for (Mounting mounting : mountings) {
            if (path.startsWith(mounting.upstreamPrefix())) {
                String rest = path.substring(mounting.upstreamPrefix().length());
                if (rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?")) {
                    return Optional.of(mounting.publicPrefix() + rest);
                }
            }
        }
        return Optional.empty();
    }
}
