package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.UpstreamService;
import java.util.Optional;

/**
 * The {@code Location} of an answer, as the caller may see it (contract studio §7.2): a place
 * inside the service becomes its public place, anything else would send the caller past the
 * gateway.
 */
final class Locations {
    private final String base;
    private final String upstreamPrefix;
    private final String publicPrefix;

    Locations(UpstreamService service) {
        this.base =
                (service.origin().tls() ? "https://" : "http://") + service.origin().authority();
        this.upstreamPrefix = service.upstreamPrefix();
        this.publicPrefix = service.publicPrefix();
    }

    /** The public form; empty when the place is not the service's own. */
    Optional<String> published(String location) {
        String path = location.startsWith(base) ? location.substring(base.length()) : location;
        boolean rooted = path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
        if (!rooted || !path.startsWith(upstreamPrefix) || path.contains("/../")) {
            return Optional.empty();
        }
        String rest = path.substring(upstreamPrefix.length());
        boolean whole = rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?");
        return whole ? Optional.of(publicPrefix + rest) : Optional.empty();
    }
}
