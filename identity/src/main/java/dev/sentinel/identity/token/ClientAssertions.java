package dev.sentinel.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.trust.token.CompactJws;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges JWTs with which clients authenticate: {@code private_key_jwt} (RFC 7523 sections 2.2 and
 * 3, RFC 7521 section 4.2).
 */
final class ClientAssertions {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** The most that an assertion may have left: so long its {@code jti} must be remembered. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final int MAX_JTI = 256;
    // RFC 8725 section 3.11: no other JWT that the client ever signed may pass for this one.
    private static final Set<String> TYPES =
            Set.of("", "jwt", "client-authentication+jwt", "application/client-authentication+jwt");

    private final Set<String> audiences;
    private final Clock clock;

    ClientAssertions(TokenConfig config, Clock clock) {
        Set<String> accepted = new HashSet<>(config.tokenEndpoints());
        accepted.add(config.issuer());
        this.audiences = Set.copyOf(accepted);
        this.clock = clock;
    }

    /** How a judgement ends. */
    sealed interface Verdict {
        /** Good, unless its {@code jti} has been used before. */
        record Good(ClientPublicKey key, OneTime use) implements Verdict {}

        record Bad(String reason) implements Verdict {}
    }

    /** The id that it claims, to find its keys by; not yet believed. */
    static Optional<String> claimedClient(String assertion) {
        return CompactJws.parse(assertion).flatMap(jws -> jws.text("sub"));
    }

    /** Judges an assertion of the client with these keys. */
    Verdict judge(String assertion, String clientId, List<ClientPublicKey> keys) {
        Optional<CompactJws> jws = CompactJws.parse(assertion);
        if (jws.isEmpty() || !TYPES.contains(jws.get().type())) {
            return new Verdict.Bad("assertion is not a client's JWT");
        }
        Optional<ClientPublicKey> key = key(jws.get(), keys);
        if (key.isEmpty()) {
            return new Verdict.Bad("assertion is signed with an unknown key");
        }
        if (!jws.get().isSignedBy(key.get().key())) {
            return new Verdict.Bad("assertion's signature does not verify");
        }
        return claims(jws.get(), clientId, key.get());
    }

    /** By {@code kid}; without one only when there is just one that it can be. */
    private static Optional<ClientPublicKey> key(CompactJws jws, List<ClientPublicKey> keys) {
        if (jws.kid().isEmpty()) {
            return keys.size() == 1 ? Optional.of(keys.getFirst()) : Optional.empty();
        }
        return keys.stream().filter(each -> each.key().kid().equals(jws.kid())).findFirst();
    }

    private Verdict claims(CompactJws jws, String clientId, ClientPublicKey key) {
        Instant now = clock.instant();
        Optional<Instant> expiry = moment(jws.claims(), "exp");
        Optional<String> id = jws.text("jti").filter(jti -> jti.length() <= MAX_JTI);
        if (!jws.text("iss").equals(Optional.of(clientId))
                || !jws.text("sub").equals(Optional.of(clientId))) {
            return new Verdict.Bad("assertion's iss and sub are not the client");
        }
        if (!isForUs(jws.claims().path("aud"))) {
            return new Verdict.Bad("assertion is for another audience");
        }
        if (expiry.isEmpty() || !now.isBefore(expiry.get().plus(LEEWAY))) {
            return new Verdict.Bad("assertion has expired, or has no exp");
        }
        if (expiry.get().isAfter(now.plus(LONGEST_LIFE))) {
            return new Verdict.Bad(
                    "assertion lives longer than " + LONGEST_LIFE.toMinutes() + " min");
        }
        if (isLater(jws.claims(), "nbf", now) || isLater(jws.claims(), "iat", now)) {
            return new Verdict.Bad("assertion is from the future");
        }
        if (id.isEmpty()) {
            return new Verdict.Bad("assertion has no jti, or one that is too long");
        }
        return new Verdict.Good(
                key,
                new OneTime("assertion " + clientId + " " + id.get(), expiry.get().plus(LEEWAY)));
    }

    /**
     * Only us: an assertion that is also addressed to somebody else could be used here by them (RFC
     * 7523 section 3, item 3).
     */
    private boolean isForUs(JsonNode aud) {
        if (aud.isTextual()) {
            return audiences.contains(aud.textValue());
        }
        return aud.size() == 1 && audiences.contains(aud.path(0).textValue() + "");
    }

    private static boolean isLater(JsonNode claims, String name, Instant now) {
        return claims.has(name)
                && moment(claims, name).filter(at -> !at.isAfter(now.plus(LEEWAY))).isEmpty();
    }

    private static Optional<Instant> moment(JsonNode claims, String name) {
        JsonNode seconds = claims.path(name);
        long most = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        return seconds.canConvertToExactIntegral()
                        && seconds.longValue() >= 0
                        && seconds.longValue() <= most
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }
}
