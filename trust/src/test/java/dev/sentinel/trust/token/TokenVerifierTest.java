package dev.sentinel.trust.token;

import static dev.sentinel.trust.token.TestIssuer.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 9068 section 4, RFC 8725, RFC 7519 section 7.2, and DESIGN.md section 5. */
final class TokenVerifierTest {
    private final TestIssuer issuer = new TestIssuer();
    private final MovingClock clock = new MovingClock();
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final TokenVerifier verifier =
            new TokenVerifier(issuer, revocations, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);

    @BeforeEach
    void theFeedIsAlive() {
        revocations.heard();
    }

    @Test
    void aGoodTokenSaysWhoCalls() {
        VerifiedToken token = verifier.verify(issuer.token());

        assertThat(token.principal())
                .isEqualTo(
                        new Principal.Agent(
                                "invoice-bot",
                                "acme",
                                Set.of("risk:score", "agents:read"),
                                List.of(),
                                Optional.of("credential-7")));
        assertThat(token.sessionId()).contains("credential-7");
        assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
    }

    @Test
    void aPersonsTokenCarriesARole() {
        String jwt =
                issuer.token(
                        _ -> {},
                        claims -> {
                            claims.put("sub_type", "person");
                            claims.put("role", "analyst");
                            claims.put("email", "alice@acme.test");
                        });

        assertThat(verifier.verify(jwt).principal())
                .isEqualTo(
                        new Principal.Person(
                                "invoice-bot",
                                "acme",
                                Role.ANALYST,
                                Optional.of("alice@acme.test")));
    }

    /** RFC 8693 section 4.1: the outermost actor calls, for the subject. */
    @Test
    void theOutermostActorIsTheCaller() {
        String jwt =
                issuer.token(
                        _ -> {},
                        claims ->
                                claims.put(
                                        "act",
                                        Map.of(
                                                "sub",
                                                "payer-bot",
                                                "act",
                                                Map.of("sub", "router-bot"))));

        VerifiedToken token = verifier.verify(jwt);

        assertThat(token.principal().id()).isEqualTo("payer-bot");
        assertThat(token.principal().actedFor()).containsExactly("invoice-bot", "router-bot");
        assertThat(token.chain()).containsExactly("invoice-bot", "payer-bot", "router-bot");
    }

    @Test
    void aTokenOfAnotherTypeIsRefused() {
        refused(issuer.token(header -> header.put("typ", "JWT"), _ -> {}), "typ at+jwt");
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String head = TestIssuer.part(Map.of("alg", "none", "typ", "at+jwt", "kid", "key-1"));
        String body = issuer.token().split("\\.", -1)[1];

        refused(head + "." + body + ".", "algorithm is not its key's");
    }

    /** The classic confusion: the public key used as the secret of HS256. */
    @Test
    void theKeySaysTheAlgorithmNotTheToken() {
        refused(
                issuer.token(header -> header.put("alg", "HS256"), _ -> {}),
                "algorithm is not its key's");
    }

    @Test
    void aChangedClaimBreaksTheSignature() {
        String[] parts = issuer.token().split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                claims.replace("risk:score", "admin")
                                        .getBytes(StandardCharsets.UTF_8));

        refused(parts[0] + "." + forged + "." + parts[2], "signature does not verify");
    }

    @Test
    void wrongIssuerAudienceAndCritAreRefused() {
        refused(issuer.token(_ -> {}, claims -> claims.put("iss", "https://evil.test")), "issuer");
        refused(issuer.token(_ -> {}, claims -> claims.put("aud", "other")), "audience");
        refused(issuer.token(header -> header.put("crit", List.of("b64")), _ -> {}), "extension");
        refused(issuer.token(header -> header.put("kid", "key-9"), _ -> {}), "unknown key");
    }

    @Test
    void anyOfSeveralAudiencesIsEnough() {
        String jwt = issuer.token(_ -> {}, claims -> claims.put("aud", List.of("x", "sentinel")));

        assertThat(verifier.verify(jwt).tokenId()).isEqualTo("token-1");
    }

    @Test
    void aMissingClaimIsRefused() {
        for (String claim : List.of("sub", "wid", "jti", "iat", "exp")) {
            refused(
                    issuer.token(_ -> {}, claims -> claims.remove(claim)),
                    "lacks a required claim");
        }
    }

    @Test
    void rubbishIsRefused() {
        for (String rubbish : List.of("", "a", "a.b", "a.b.c.d", "!.!.!", "..", "e30.e30.")) {
            assertThatThrownBy(() -> verifier.verify(rubbish)).isInstanceOf(Problem.class);
        }
        refused("a".repeat(9_000), "too long");
    }

    @Test
    void anExpiredTokenIsRefusedAlsoWhenItIsRemembered() {
        String jwt = issuer.token();
        verifier.verify(jwt);

        clock.move(Duration.ofHours(1));
        revocations.heard();

        assertThatThrownBy(() -> verifier.verify(jwt))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.kind()).isEqualTo(Problem.Kind.TOKEN_EXPIRED));
    }

    @Test
    void aRevocationEndsARememberedToken() {
        for (Revocation revocation :
                List.of(
                        revoked(Kind.TOKEN, "token-1"),
                        revoked(Kind.CREDENTIAL, "credential-7"),
                        revoked(Kind.SESSION, "credential-7"),
                        revoked(Kind.PRINCIPAL, "invoice-bot"))) {
            Revocations fresh = Revocations.following(clock, Duration.ofSeconds(10));
            fresh.heard();
            TokenVerifier mine =
                    new TokenVerifier(issuer, fresh, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);
            String jwt = issuer.token();
            mine.verify(jwt);

            fresh.apply(revocation);

            assertThatThrownBy(() -> mine.verify(jwt))
                    .as(revocation.kind().word())
                    .hasMessageContaining("has been revoked");
        }
    }

    /** DESIGN.md section 5: cutting any link ends everything that was made from it. */
    @Test
    void aCutLinkEndsWhatWasMadeFromIt() {
        List<String> madeFrom =
                List.of("token-0", "credential-1", "session-2", "family-3", "delegation-4");
        String jwt =
                issuer.token(
                        _ -> {},
                        claims -> {
                            claims.put("chain", madeFrom);
                            claims.put(
                                    "act", Map.of("sub", "helper", "act", Map.of("sub", "alice")));
                        });
        for (Revocation revocation :
                List.of(
                        revoked(Kind.TOKEN, "token-0"),
                        revoked(Kind.CREDENTIAL, "credential-1"),
                        revoked(Kind.SESSION, "session-2"),
                        revoked(Kind.FAMILY, "family-3"),
                        revoked(Kind.CHAIN, "delegation-4"),
                        revoked(Kind.PRINCIPAL, "helper"),
                        revoked(Kind.PRINCIPAL, "alice"))) {
            Revocations fresh = Revocations.following(clock, Duration.ofSeconds(10));
            fresh.heard();
            TokenVerifier mine =
                    new TokenVerifier(issuer, fresh, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);
            mine.verify(jwt);

            fresh.apply(revocation);

            assertThatThrownBy(() -> mine.verify(jwt))
                    .as(revocation.kind().word())
                    .hasMessageContaining("has been revoked");
        }
    }

    /** A link that is not understood could be one that has been cut. */
    @Test
    void aChainThatCannotBeReadIsRefused() {
        for (Object chain :
                List.of("token-0", List.of(7), List.of(""), Collections.nCopies(33, "link"))) {
            String jwt = issuer.token(_ -> {}, claims -> claims.put("chain", chain));

            refused(jwt, "lacks a required claim");
        }
    }

    @Test
    void aTokenIssuedAfterTheRevocationIsGood() {
        revocations.apply(revoked(Kind.CREDENTIAL, "credential-7"));
        String later =
                issuer.token(
                        _ -> {}, claims -> claims.put("iat", NOW.plusSeconds(2).getEpochSecond()));

        assertThat(verifier.verify(later).tokenId()).isEqualTo("token-1");
    }

    @Test
    void aWithdrawnKeyTakesItsRememberedTokensAlong() {
        String jwt = issuer.token();
        verifier.verify(jwt);

        issuer.withdrawKey();

        refused(jwt, "unknown key");
    }

    /**
     * Fail closed: a verifier cut off from the feed cannot tell a revoked token from a good one.
     */
    @Test
    void aSilentFeedStopsVerification() {
        String jwt = issuer.token();
        verifier.verify(jwt);

        clock.move(Duration.ofSeconds(11));

        assertThatThrownBy(() -> verifier.verify(jwt))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNAVAILABLE));
        revocations.heard();
        assertThat(verifier.verify(jwt).tokenId()).isEqualTo("token-1");
    }

    private static Revocation revoked(Kind kind, String id) {
        return new Revocation(
                new Position(1, "stamp-1"), kind, id, NOW.plusMillis(500), NOW.plusSeconds(3_600));
    }

    private void refused(String jwt, String why) {
        assertThatThrownBy(() -> verifier.verify(jwt))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.kind()).isEqualTo(Problem.Kind.UNAUTHENTICATED))
                .hasMessageContaining(why);
    }

    /** A clock that stands still until it is moved. */
    private static final class MovingClock extends Clock implements InstantSource {
        private Instant now = NOW;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
