package dev.sentinel.gateway.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Where an upstream listens: scheme, host and port, never user-info, query or fragment. */
public record Origin(boolean tls, String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** The {@code Host} header of RFC 9110 §7.2: the port only when it is not the scheme's own. */
    public String authority() {
        boolean standard = port == (tls ? HTTPS : HTTP);
        return standard ? host : host + ":" + port;
    }

    /** Empty when the text is not an absolute http(s) URL that names a host and nothing secret. */
    static Optional<URI> parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean plain =
                    uri.getRawUserInfo() == null
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            return web && plain && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    static Origin of(URI uri) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() == -1 ? (tls ? HTTPS : HTTP) : uri.getPort();
        return new Origin(tls, uri.getHost(), port);
    }
}
