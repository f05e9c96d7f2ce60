package dev.sentinel.gateway.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an upstream listens: scheme, host and port, never user-info, query or fragment. */
public record Origin(boolean tls, String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int LAST_PORT = 65_535;

    /** A name with '_', as docker compose has them: java.net.URI does not take it for a host. */
    private static final Pattern UNDERSCORED =
            Pattern.compile("([A-Za-z0-9.-]*_[A-Za-z0-9._-]*)(?::([0-9]{1,5}))?");

    /** The {@code Host} header of RFC 9110 §7.2: the port only when it is not the scheme's own. */
    public String authority() {
        boolean standard = port == (tls ? HTTPS : HTTP);
        return standard ? host : host + ":" + port;
    }

    /**
     * Empty when the text is not an absolute http(s) URL that names a host and nothing secret, or
     * names a port that there is none of.
     */
    static Optional<URI> parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean plain =
                    uri.getRawUserInfo() == null
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            return web && plain && at(uri).isPresent() ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    /** Of a URL that {@link #parse} has taken. */
    static Origin of(URI uri) {
        return at(uri).orElseThrow(() -> new IllegalArgumentException("no origin: " + uri));
    }

    private static Optional<Origin> at(URI uri) {
        if (uri.getHost() != null) {
            return at(uri, uri.getHost(), uri.getPort());
        }
        String authority = uri.getRawAuthority();
        Matcher named = UNDERSCORED.matcher(authority == null ? "" : authority);
        if (!named.matches()) {
            return Optional.empty();
        }
        String port = named.group(2);
        return at(uri, named.group(1), port == null ? -1 : Integer.parseInt(port));
    }

    /** A {@code port} of -1 is the scheme's own. */
    private static Optional<Origin> at(URI uri, String host, int port) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int standard = tls ? HTTPS : HTTP;
        int meant = port == -1 ? standard : port;
        return meant >= 1 && meant <= LAST_PORT
                ? Optional.of(new Origin(tls, host, meant))
                : Optional.empty();
    }
}
