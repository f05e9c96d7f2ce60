package dev.sentinel.identity.agent;

import dev.sentinel.web.JsonBody;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;

/** What a request says about client metadata: each field is kept, set, or cleared by null. */
record ClientMetadataChange(
        Edit<ClientAuthMethod> authMethod,
        Edit<PublicJwks> jwks,
        Edit<String> jwksUri,
        Edit<String> subjectDn,
        Edit<Boolean> dpopBound) {
    private static final int MAX_URI = 2_048;
    private static final int MAX_DN = 512;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final ClientMetadataChange NOTHING =
            new ClientMetadataChange(
                    Edit.none(), Edit.none(), Edit.none(), Edit.none(), Edit.none());

    /** One field of a PATCH (RFC 7396: null removes). */
    record Edit<T>(boolean named, Optional<T> value) {
        private static <T> Edit<T> none() {
            return new Edit<>(false, Optional.empty());
        }

        private static <T> Edit<T> of(JsonBody body, String field, Supplier<T> reader) {
            boolean named = body.fields().contains(field);
            return new Edit<>(
                    named, body.has(field) ? Optional.of(reader.get()) : Optional.empty());
        }

        private Optional<T> over(Optional<T> before) {
            return named ? value : before;
        }
    }

    static ClientMetadataChange nothing() {
        return NOTHING;
    }

    static ClientMetadataChange read(JsonBody body) {
        return new ClientMetadataChange(
                Edit.of(body, "tokenEndpointAuthMethod", () -> authMethod(body)),
                Edit.of(body, "jwks", () -> jwks(body)),
                Edit.of(body, "jwksUri", () -> jwksUri(body)),
                Edit.of(body, "tlsClientAuthSubjectDn", () -> subjectDn(body)),
                Edit.of(
                        body,
                        "dpopBoundAccessTokens",
                        () -> body.optionalFlag("dpopBoundAccessTokens").orElseThrow()));
    }

    boolean isEmpty() {
        return equals(NOTHING);
    }

    ClientMetadata appliedTo(ClientMetadata before) {
        return new ClientMetadata(
                authMethod.over(before.authMethod()),
                jwks.over(before.jwks()),
                jwksUri.over(before.jwksUri()),
                subjectDn.over(before.subjectDn()),
                dpopBound.over(Optional.of(before.dpopBound())).orElse(false));
    }

    private static ClientAuthMethod authMethod(JsonBody body) {
        return ClientAuthMethod.valueOf(
                body.oneOf("tokenEndpointAuthMethod", ClientAuthMethod.words())
                        .toUpperCase(Locale.ROOT));
    }

    private static PublicJwks jwks(JsonBody body) {
        try {
            return PublicJwks.read(body.raw("jwks").orElseThrow());
        } catch (IllegalArgumentException wrong) {
            throw body.invalid("jwks", String.valueOf(wrong.getMessage()));
        }
    }

    /** Whether we may go there is decided when we do; here it must be an address at all. */
    private static String jwksUri(JsonBody body) {
        String text = body.text("jwksUri", MAX_URI);
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            String host = String.valueOf(uri.getHost());
            boolean secure =
                    scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host));
            if (uri.getHost() != null
                    && secure
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException _) {
            // Falls through to the one message.
        }
        throw body.invalid("jwksUri", "must be an https URL without user and fragment");
    }

    private static String subjectDn(JsonBody body) {
        String text = body.text("tlsClientAuthSubjectDn", MAX_DN);
        try {
            X500Principal name = new X500Principal(text);
            if (!name.getName().isEmpty()) {
                return text;
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw body.invalid(
                "tlsClientAuthSubjectDn",
                "must be a distinguished name (RFC 4514) such as CN=invoice bot,O=Acme");
    }
}
