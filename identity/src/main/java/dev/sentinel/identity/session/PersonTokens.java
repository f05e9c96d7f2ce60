package dev.sentinel.identity.session;

import dev.sentinel.base.id.Ids;
import dev.sentinel.identity.key.AccessTokenSigner;
import dev.sentinel.identity.person.Person;
import dev.sentinel.identity.token.TokenConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes access tokens of people (DESIGN.md section 5). */
final class PersonTokens {
    /** RFC 9068 section 2.2 asks for a client: people sign in with the platform's own. */
    private static final String CLIENT = "sentinel";

    private final AccessTokenSigner signer;
    private final TokenConfig config;
    private final Ids ids;

    PersonTokens(AccessTokenSigner signer, TokenConfig config, Ids ids) {
        this.signer = signer;
        this.config = config;
        this.ids = ids;
    }

    String issue(Person person, SessionId session, Instant issuedAt, Duration life) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", config.issuer());
        claims.put("aud", config.audience());
        claims.put("sub", person.id().toString());
        claims.put("sub_type", "person");
        claims.put("client_id", CLIENT);
        claims.put("email", person.email().text());
        claims.put("role", person.role().word());
        claims.put("wid", person.workspace());
        claims.put("sid", session.toString());
        claims.put("jti", ids.next().toString());
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("exp", issuedAt.getEpochSecond() + life.toSeconds());
        return signer.sign(claims);
    }
}
