package dev.sentinel.trust.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.token.DpopProofs.Verdict;
import dev.sentinel.web.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must hold for anything that a stranger sends where tokens, keys and proofs are read: it is
 * refused in the way that callers handle, or it means what it says. Each method throws when it does
 * not.
 */
final class TokenTargets {
    /** Of a good token. */
    static final String CLAIMS = new TestIssuer().claims();

    static final String TARGET = "https://api.acme.test/v1/risk/score";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final KeyPair PAIR = CryptoProvider.fastest().generate(SignatureAlgorithm.EDDSA);
    private final Clock clock = Clock.fixed(TestIssuer.NOW, ZoneOffset.UTC);
    private final TokenVerifier verifier;
    private final DpopProofs proofs =
            new DpopProofs(new DpopNonces(new Secret("a secret"), false, clock), clock);

    TokenTargets() {
        Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
        revocations.heard();
        verifier =
                new TokenVerifier(
                        new Ring(), revocations, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);
    }

    /** A token that nobody here has signed: never good. */
    void token(String text) {
        taken(text)
                .ifPresent(_ -> {
                    throw new AssertionError("a token that nobody signed was taken: " + text);
                });
    }

    /** A token of ours that says whatever it likes. */
    void claims(byte[] json) {
        String header = part("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"ed\"}");
        taken(signed(header + "." + BASE64.encodeToString(json)))
                .ifPresent(token -> {
                    require(token.expiresAt().isAfter(TestIssuer.NOW), "it has expired");
                    require(
                            !token.issuedAt().isAfter(TestIssuer.NOW.plusSeconds(5)),
                            "it is not made");
                    require(token.audience().contains(TestIssuer.AUDIENCE), "it is for others");
                    require(!token.principal().id().isEmpty(), "it speaks for nobody");
                    require(!token.principal().workspace().isEmpty(), "it is of no workspace");
                    require(token.chain().size() <= 7, "its chain has no end");
                });
    }

    /** A header that says whatever it likes over claims that are good. */
    void header(byte[] json) {
        taken(signed(BASE64.encodeToString(json) + "." + part(CLAIMS)))
                .ifPresent(_ -> {
                    CompactJws read =
                            CompactJws.parse(BASE64.encodeToString(json) + ".e30.")
                                    .orElseThrow(() -> new AssertionError("two readers differ"));
                    require(read.type().endsWith("at+jwt"), "it is no access token");
                    require(read.kid().equals("ed"), "it names another key");
                });
    }

    private Optional<VerifiedToken> taken(String jwt) {
        try {
            return Optional.of(verifier.verify(jwt));
        } catch (Problem problem) {
            require(
                    problem.kind() == Problem.Kind.UNAUTHENTICATED
                            || problem.kind() == Problem.Kind.TOKEN_EXPIRED,
                    "the refusal is a " + problem.kind());
            return Optional.empty();
        }
    }

    /** Sound keys, or an {@link IOException}. */
    void keys(byte[] json) {
        try {
            for (Map.Entry<String, VerificationKey> each : Jwks.read(json).entrySet()) {
                require(each.getKey().equals(each.getValue().kid()), "its name is another's");
                require(!each.getValue().verifies(new byte[1], new byte[64]), "it signs nothing");
            }
        } catch (IOException refused) {
            require(refused.getMessage() != null, "the refusal does not say why");
        }
    }

    /** A proof that nobody here has made. */
    void proof(String text) {
        if (proofs.judge(text, "POST", List.of(TARGET)) instanceof Verdict.Good) {
            // It brings its own key, so only who has signed can have made a good one.
            throw new AssertionError("a proof that nobody made was taken: " + text);
        }
    }

    /** A proof by a key that says whatever it likes. */
    void proofClaims(byte[] json) {
        String header = part("{\"alg\":\"EdDSA\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk() + "}");
        String proof = signed(header + "." + BASE64.encodeToString(json));
        if (proofs.judge(proof, "POST", List.of(TARGET)) instanceof Verdict.Good good) {
            CompactJws read = CompactJws.parse(proof).orElseThrow();
            require(read.text("htm").equals(Optional.of("POST")), "it is for another method");
            require(read.text("jti").isPresent(), "it can be used again");
            require(good.until().isAfter(TestIssuer.NOW.minusSeconds(1)), "it is old");
        }
    }

    static String jwk() {
        byte[] key = PAIR.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(key, key.length - 32, key.length);
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\""
                + BASE64.encodeToString(point)
                + "\"}";
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String signed(String input) {
        try {
            Signature signer = CryptoProvider.fastest().signature(SignatureAlgorithm.EDDSA);
            signer.initSign(PAIR.getPrivate());
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signer.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static final class Ring implements VerificationKeys {
        private final VerificationKey key =
                new VerificationKey("ed", SignatureAlgorithm.EDDSA, PAIR.getPublic());

        @Override
        public Optional<VerificationKey> find(String kid) {
            return kid.equals("ed") ? Optional.of(key) : Optional.empty();
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
