package dev.sentinel.trust.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies access tokens from memory: signature, type, issuer, audience, times (RFC 9068 section 4,
 * RFC 8725), then revocations.
 *
 * <p>A token's signature is checked once: good tokens are remembered, by a hash of the whole token,
 * for a minute or until they expire. Times and revocations are judged on every call, so a
 * remembered token dies as fast as any other. The access decision is never remembered.
 */
public final class TokenVerifier {
    private static final int MAX_TOKEN = 8 * 1024;
    private static final int REMEMBERED = 20_000;
    private static final Duration REMEMBER = Duration.ofSeconds(60);
    private static final Duration LEEWAY = Duration.ofSeconds(5);

    private final VerificationKeys keys;
    private final Revocations revocations;
    private final String issuer;
    private final Set<String> audiences;
    private final Optional<SharedSecret> shared;
    private final Clock clock;
    private final Cache<Fingerprint, Remembered> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBER).build();

    /** Accepts tokens of this issuer for this audience. */
    public TokenVerifier(
            VerificationKeys keys,
            Revocations revocations,
            String issuer,
            String audience,
            Clock clock) {
        this(keys, revocations, issuer, Set.of(audience), clock);
    }

    /** Accepts tokens of this issuer for any of these audiences. */
    public TokenVerifier(
            VerificationKeys keys,
            Revocations revocations,
            String issuer,
            Set<String> audiences,
            Clock clock) {
        this(keys, Optional.empty(), revocations, issuer, audiences, clock);
    }

    /** Accepts also tokens of people that are signed with a shared secret, when there is one. */
    public TokenVerifier(
            VerificationKeys keys,
            Optional<SharedSecret> shared,
            Revocations revocations,
            String issuer,
            Set<String> audiences,
            Clock clock) {
        this.keys = keys;
        this.shared = shared;
        this.revocations = revocations;
        this.issuer = issuer;
        this.audiences = Set.copyOf(audiences);
        this.clock = clock;
    }

    /**
     * Who the token speaks for.
     *
     * @throws Problem 401 when it is not good, 503 when it cannot be judged now
     */
    public VerifiedToken verify(String jwt) {
        if (jwt.length() > MAX_TOKEN) {
            throw bad("the token is too long");
        }
        Fingerprint fingerprint = Fingerprint.of(jwt);
        Remembered known = remembered.getIfPresent(fingerprint);
        // A key that was withdrawn takes the tokens with it that it signed.
        if (known == null || !isKnown(known.kid())) {
            known = parse(jwt);
            remembered.put(fingerprint, known);
        }
        VerifiedToken token = known.token();
        judgeTimes(token);
        judgeRevocations(token);
        return token;
    }

    private boolean isKnown(String kid) {
        return sharedBy(kid).isPresent() || keys.find(kid).isPresent();
    }

    private Optional<SharedSecret> sharedBy(String kid) {
        return shared.filter(secret -> secret.kid().equals(kid));
    }

    private void judgeTimes(VerifiedToken token) {
        Instant now = clock.instant();
        if (!now.isBefore(token.expiresAt())) {
            throw Problem.of(Problem.Kind.TOKEN_EXPIRED, "the token has expired")
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        if (token.issuedAt().isAfter(now.plus(LEEWAY))) {
            throw bad("the token is from the future");
        }
    }

    private void judgeRevocations(VerifiedToken token) {
        if (!revocations.fresh()) {
            // Nothing heard for too long: a revoked token could not be told from a good one.
            throw Problem.unavailable(
                    "tokens cannot be verified now: the revocation feed is silent");
        }
        if (revocations.covers(token)) {
            throw bad("the token has been revoked");
        }
    }

    private Remembered parse(String jwt) {
        int first = jwt.indexOf('.');
        int second = jwt.indexOf('.', first + 1);
        if (first < 1 || second < 0 || jwt.indexOf('.', second + 1) >= 0) {
            throw bad("the token is not a signed JWT");
        }
        JsonNode header = object(jwt.substring(0, first));
        judgeType(header);
        String kid = header.path("kid").asText("");
        Optional<SharedSecret> secret = sharedBy(kid);
        byte[] signed = jwt.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = bytes(jwt.substring(second + 1));
        boolean good =
                secret.map(shown ->
                                isOf(header, SharedSecret.ALGORITHM)
                                        && shown.verifies(signed, signature))
                        .orElseGet(() -> key(kid, header).verifies(signed, signature));
        if (!good) {
            throw bad("the token's signature does not verify");
        }
        VerifiedToken token = token(object(jwt.substring(first + 1, second)));
        if (secret.isPresent() && !(token.principal() instanceof Principal.Person)) {
            // Whoever verifies with the secret could make such a token.
            throw bad("a shared secret signs tokens of people only");
        }
        return new Remembered(kid, token);
    }

    private VerifiedToken token(JsonNode claims) {
        if (!issuer.equals(claims.path("iss").textValue())) {
            throw bad("the token is of another issuer");
        }
        if (Claims.audience(claims).stream().noneMatch(audiences::contains)) {
            throw bad("the token is for another audience");
        }
        if (Claims.notBefore(claims).isAfter(clock.instant().plus(LEEWAY))) {
            throw bad("the token is not good yet");
        }
        return Claims.read(claims).orElseThrow(() -> bad("the token lacks a required claim"));
    }

    private static void judgeType(JsonNode header) {
        String type = header.path("typ").asText("").toLowerCase(Locale.ROOT);
        if (!type.equals("at+jwt") && !type.equals("application/at+jwt")) {
            throw bad("the token is not an access token (typ at+jwt)");
        }
        // RFC 7797: "b64" changes what is signed, and must not be there without "crit".
        if (header.has("crit") || header.has("b64")) {
            throw bad("the token asks for an extension that is not known here");
        }
    }

    private VerificationKey key(String kid, JsonNode header) {
        Optional<VerificationKey> key = keys.find(kid);
        if (key.isEmpty()) {
            if (!keys.ready()) {
                throw Problem.unavailable("tokens cannot be verified now: no keys have been read");
            }
            throw bad("the token is signed with an unknown key");
        }
        // The key says the algorithm; a token that says another attacks (RFC 8725 section 2.1).
        if (!isOf(header, key.get().algorithm().jose())) {
            throw bad("the token's algorithm is not its key's");
        }
        return key.get();
    }

    private static boolean isOf(JsonNode header, String algorithm) {
        return algorithm.equals(header.path("alg").textValue());
    }

    private static JsonNode object(String part) {
        try {
            JsonNode node = Json.read(bytes(part));
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException _) {
            // Falls through to the one message.
        }
        throw bad("the token is not a signed JWT");
    }

    private static byte[] bytes(String part) {
        try {
            return Base64Url.decode(part);
        } catch (IllegalArgumentException _) {
            throw bad("the token is not base64url");
        }
    }

    private static Problem bad(String why) {
        return Problem.of(Problem.Kind.UNAUTHENTICATED, why)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    private record Remembered(String kid, VerifiedToken token) {}
}
