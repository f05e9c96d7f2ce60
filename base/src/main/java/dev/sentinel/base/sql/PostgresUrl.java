package dev.sentinel.base.sql;

import dev.sentinel.base.secret.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A PostgreSQL address as the originals write it, such as {@code
 * postgresql+psycopg://user:password@host:5432/database}.
 *
 * <p>Driver suffixes ({@code +asyncpg}, {@code +psycopg}) are accepted and ignored, so that an
 * existing {@code .env} goes on working.
 */
public record PostgresUrl(String jdbcUrl, String user, Secret password) {

    /**
     * Reads a URL; an {@link IllegalArgumentException} says what is wrong, without the password.
     */
    public static PostgresUrl parse(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip().replaceFirst("^jdbc:", ""));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("is not a URL: percent-encode special characters");
        }
        String scheme = String.valueOf(uri.getScheme());
        if (!scheme.matches("postgres(ql)?(\\+\\w+)?")) {
            throw new IllegalArgumentException(
                    "has scheme '"
                            + scheme
                            + "': use postgresql://user:password@host:port/database");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "names no host or no database: use postgresql://user:password@host:port/database");
        }
        String[] credentials = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new PostgresUrl(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getPath() + query,
                uri.getRawUserInfo() == null ? "postgres" : decode(credentials[0]),
                new Secret(credentials.length == 2 ? decode(credentials[1]) : ""));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
