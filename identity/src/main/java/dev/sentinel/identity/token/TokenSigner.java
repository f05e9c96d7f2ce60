package dev.sentinel.identity.token;

import dev.sentinel.base.json.Json;
import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.key.Signer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes access tokens as signed JWTs (RFC 9068, RFC 7515 section 7.1). */
final class TokenSigner {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyRing keys;
    private final TokenConfig config;
    private volatile Optional<Header> lastHeader = Optional.empty();

    /** The same for every token of a key. */
    private record Header(Signer signer, String encoded) {}

    TokenSigner(KeyRing keys, TokenConfig config) {
        this.keys = keys;
        this.config = config;
    }

    String sign(AccessToken token) {
        Signer signer = keys.active();
        String input = header(signer) + "." + encoded(claims(token));
        byte[] signature = signer.sign(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + BASE64.encodeToString(signature);
    }

    private String header(Signer signer) {
        Optional<Header> last = lastHeader.filter(each -> each.signer() == signer);
        if (last.isPresent()) {
            return last.get().encoded();
        }
        Header made = new Header(signer, encodedHeader(signer));
        lastHeader = Optional.of(made);
        return made.encoded();
    }

    private static String encodedHeader(Signer signer) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", signer.algorithm().jose());
        header.put("typ", "at+jwt");
        header.put("kid", signer.kid());
        return encoded(header);
    }

    private Map<String, Object> claims(AccessToken token) {
        long issuedAt = token.issuedAt().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", config.issuer());
        // RFC 7519 section 4.1.3: one audience is a text.
        claims.put(
                "aud",
                token.audience().size() == 1 ? token.audience().getFirst() : token.audience());
        claims.put("sub", token.subject());
        claims.put("client_id", token.client().toString());
        claims.put("scope", token.scope());
        claims.put("jti", token.id().toString());
        claims.put("iat", issuedAt);
        claims.put("exp", issuedAt + token.life().toSeconds());
        claims.put("wid", token.workspace());
        claims.put("sid", token.credential().toString());
        token.acting()
                .ifPresent(acting -> {
                    claims.put("act", acting.act(token.client().toString()));
                    claims.put("chain", acting.links().stream().sorted().toList());
                    if (acting.person()) {
                        claims.put("sub_type", "person");
                    }
                });
        if (!token.confirmation().isNone()) {
            claims.put("cnf", token.confirmation().json());
        }
        return claims;
    }

    private static String encoded(Map<String, Object> part) {
        return BASE64.encodeToString(Json.write(part));
    }
}
