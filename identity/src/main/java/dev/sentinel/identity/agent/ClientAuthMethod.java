package dev.sentinel.identity.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a client shows who it is at the token endpoint (RFC 7591 section 2, RFC 8705 section 2). */
public enum ClientAuthMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT,
    TLS_CLIENT_AUTH,
    SELF_SIGNED_TLS_CLIENT_AUTH;

    /** As registered with IANA; so it stands in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(ClientAuthMethod::word).toList();
    }
}
