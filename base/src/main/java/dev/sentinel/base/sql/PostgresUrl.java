package dev.sentinel.base.sql;

import dev.sentinel.base.secret.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL address as the originals write it, such as {@code
 * postgresql+psycopg://user:password@host:5432/database}.
 *
 * <p>Driver suffixes ({@code +asyncpg}, {@code +psycopg}) are accepted and ignored, so that an
 * existing {@code .env} goes on working.
 */
public record PostgresUrl(String jdbcUrl, String user, Secret password) {

    private static final String EXAMPLE =
            ": use postgresql://user:password@host:port/database, special characters in the"
                    + " password percent-encoded";
    // By hand and not by java.net.URI: that one knows no host with an underscore, which is how
    // compose files name services. The last @ ends the credentials.
    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?:jdbc:)?(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
                            + "(?:(?<user>[^:/?#]*)(?::(?<password>[^/?#]*))?@)?"
                            + "(?<host>\\[[0-9A-Fa-f:.]+]|[^\\s:/?#@\\[\\]]+)(?::(?<port>[0-9]{1,5}))?"
                            + "/(?<database>[^\\s/?#]+)(?:\\?(?<query>\\S*))?");

    /**
     * Reads a URL; an {@link IllegalArgumentException} says what is wrong, without the password.
     */
    public static PostgresUrl parse(String url) {
        Matcher parts = SHAPE.matcher(url.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not an address of a database" + EXAMPLE);
        }
        String scheme = parts.group("scheme");
        if (!scheme.matches("postgres(ql)?(\\+\\w+)?")) {
            throw new IllegalArgumentException("has scheme '" + scheme + "'" + EXAMPLE);
        }
        String port = orElse(parts.group("port"), "5432");
        String query = parts.group("query") == null ? "" : "?" + parts.group("query");
        return new PostgresUrl(
                "jdbc:postgresql://%s:%s/%s%s"
                        .formatted(parts.group("host"), port, parts.group("database"), query),
                decode(orElse(parts.group("user"), "postgres")),
                new Secret(decode(orElse(parts.group("password"), ""))));
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // URLDecoder's message would quote the password.
            throw new IllegalArgumentException("has a % that starts no escape" + EXAMPLE);
        }
    }
}
