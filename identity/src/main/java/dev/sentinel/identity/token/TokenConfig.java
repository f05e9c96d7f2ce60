package dev.sentinel.identity.token;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What tokens say and how many there may be.
 *
 * @param issuer the {@code iss} claim and the root of all endpoints, such as {@code
 *     http://localhost:9003}, without a slash at the end
 * @param audience the {@code aud} claim when a client names no resource: the platform
 * @param resources further resources that clients may name (RFC 8707)
 * @param life from {@code iat} to {@code exp}
 * @param maxMonthly tokens of one client in a calendar month (UTC); 0: no limit
 * @param certificates what client certificates mean here
 */
public record TokenConfig(
        String issuer,
        String audience,
        Set<String> resources,
        Duration life,
        long maxMonthly,
        CertificateConfig certificates) {
    public static final Duration DEFAULT_LIFE = Duration.ofHours(1);
    public static final long FREE_TIER = 10_000;

    public TokenConfig {
        resources = Set.copyOf(resources);
    }

    /** Everybody whom a token of ours may be for. */
    public Set<String> audiences() {
        Set<String> audiences = new TreeSet<>(resources);
        audiences.add(audience);
        return audiences;
    }

    /** Every address of the token endpoint. */
    List<String> tokenEndpoints() {
        return Stream.of(TokenResource.PATH, TokenResource.OTHER_PATH)
                .flatMap(path -> at(path).stream())
                .toList();
    }

    /** A path of ours at every address where it is reached. */
    List<String> at(String path) {
        return Stream.concat(Stream.of(issuer), certificates.address().stream())
                .map(base -> base + path)
                .toList();
    }

    /** Whether a token may be for this resource. */
    boolean serves(String resource) {
        return resource.equals(audience) || resources.contains(resource);
    }

    /** {@code TOKEN_RESOURCES}: absolute URIs without fragment (RFC 8707 section 2), by commas. */
    public static Set<String> parseResources(String text) {
        Set<String> resources = new TreeSet<>();
        for (String each : text.split("[,\\s]+", -1)) {
            URI uri = URI.create(each);
            if (!uri.isAbsolute() || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "holds '"
                                + each
                                + "': use absolute URIs without fragment, such as"
                                + " https://mcp.example.com");
            }
            resources.add(each);
        }
        return resources;
    }
}
