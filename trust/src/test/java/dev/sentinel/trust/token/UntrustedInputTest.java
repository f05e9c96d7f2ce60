package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.web.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Properties of what reads tokens and keys of strangers, on mutations of good ones. With the
 * build's seed it repeats itself; {@code make fuzz} runs it for long, each time with another seed,
 * which a failure names.
 */
@Timeout(600)
final class UntrustedInputTest {
    private static final long SEED = Long.getLong("sentinel.fuzz.seed", 20_260_605);
    private static final int ROUNDS = Integer.getInteger("sentinel.fuzz.rounds", 3_000);
    private static final String[] SPLINTERS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "\\u0000",
        "1e999",
        "-",
        ".",
        "=",
        "null",
        "\"alg\"",
        "\"none\"",
        "\"crit\"",
        "\"kid\"",
        "\n",
        "\uD800",
        "\u0000",
        "%",
        "AAAA",
        "e30"
    };

    private final Clock clock = Clock.fixed(TestIssuer.NOW, ZoneOffset.UTC);
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final Map<SignatureAlgorithm, KeyPair> pairs = new EnumMap<>(SignatureAlgorithm.class);
    private final TokenVerifier verifier =
            new TokenVerifier(
                    new Ring(), revocations, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);
    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void theFeedIsAlive() {
        revocations.heard();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            pairs.put(algorithm, CryptoProvider.jdk().generate(algorithm));
        }
    }

    /** No spelling but the issued one is believed, and nothing but a refusal ever comes of it. */
    @Test
    void aMutatedTokenIsRefusedAndNothingElseHappens() throws GeneralSecurityException {
        List<String> good = new ArrayList<>();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            good.add(token(algorithm));
            assertThat(verifier.verify(good.getLast()).tokenId()).isEqualTo("token-1");
        }
        for (int round = 0; round < ROUNDS; round++) {
            String original = good.get(random.nextInt(good.size()));
            String mutated = random.nextBoolean() ? mutated(original) : mutatedInside(original);
            if (!mutated.equals(original)) {
                assertThat(isRefused(mutated))
                        .as("seed %s, round %s: %s", SEED, round, mutated)
                        .isTrue();
            }
        }
    }

    /** Whatever is published, a reader gets sound keys or an {@link IOException}. */
    @Test
    void aMutatedKeySetIsReadOrRefused() {
        String good = jwks();
        for (int round = 0; round < ROUNDS; round++) {
            String mutated = mutated(good);
            byte[] bytes = mutated.getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(isSound(bytes)).as("seed %s, round %s: %s", SEED, round, mutated).isTrue();
        }
    }

    /** Base64url of JOSE: decoding is the inverse of encoding, and of nothing else. */
    @Test
    void everyBase64urlTextHasOneSpelling() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt(256);
            }
            String text = encoder.encodeToString(bytes);
            assertThat(Base64Url.decode(text)).isEqualTo(bytes);

            String other = mutated(text);
            Optional<byte[]> decoded = decoded(other);
            decoded.ifPresent(again ->
                    assertThat(encoder.encodeToString(again)).as("seed %s", SEED).isEqualTo(other));
        }
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64Url.decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private boolean isRefused(String jwt) {
        try {
            verifier.verify(jwt);
            return false;
        } catch (Problem problem) {
            return problem.kind() == Problem.Kind.UNAUTHENTICATED
                    || problem.kind() == Problem.Kind.TOKEN_EXPIRED;
        }
    }

    private static boolean isSound(byte[] jwks) {
        try {
            return Jwks.read(jwks).values().stream()
                    .noneMatch(key -> key.verifies(new byte[1], new byte[64]));
        } catch (IOException refused) {
            return true;
        }
    }

    private String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            int until = Math.min(mutated.length(), at + random.nextInt(6));
            switch (random.nextInt(5)) {
                case 0 -> mutated.insert(at, SPLINTERS[random.nextInt(SPLINTERS.length)]);
                case 1 -> mutated.delete(at, until);
                case 2 -> mutated.insert(at, mutated.substring(at, until));
                case 3 -> mutated.insert(at, (char) random.nextInt(128));
                default -> mutated.replace(at, until, SPLINTERS[random.nextInt(SPLINTERS.length)]);
            }
        }
        return mutated.toString();
    }

    /** Changes the JSON of one part and keeps the other two. */
    private String mutatedInside(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        int which = random.nextInt(2);
        String json =
                new String(Base64.getUrlDecoder().decode(parts[which]), StandardCharsets.UTF_8);
        parts[which] =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mutated(json).getBytes(StandardCharsets.UTF_8));
        return String.join(".", parts);
    }

    private String token(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String header =
                TestIssuer.part(
                        Map.of(
                                "alg", algorithm.jose(),
                                "typ", "at+jwt",
                                "kid", algorithm.name()));
        String claims =
                encoder.encodeToString(new TestIssuer().claims().getBytes(StandardCharsets.UTF_8));
        String input = header + "." + claims;
        Signature signer = CryptoProvider.jdk().signature(algorithm);
        signer.initSign(pair(algorithm).getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + encoder.encodeToString(signer.sign());
    }

    private KeyPair pair(SignatureAlgorithm algorithm) {
        return Objects.requireNonNull(pairs.get(algorithm));
    }

    private String jwks() {
        byte[] ed = pair(SignatureAlgorithm.EDDSA).getPublic().getEncoded();
        String x =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOfRange(ed, ed.length - 32, ed.length));
        return Json.text(
                Map.of(
                        "keys",
                        List.of(
                                Map.of("kty", "OKP", "crv", "Ed25519", "kid", "ed", "x", x),
                                Map.of("kty", "EC", "crv", "P-256", "kid", "ec", "x", x, "y", x),
                                Map.of(
                                        "kty",
                                        "RSA",
                                        "kid",
                                        "rsa",
                                        "n",
                                        x.repeat(6),
                                        "e",
                                        "AQAB"))));
    }

    private final class Ring implements VerificationKeys {
        @Override
        public Optional<VerificationKey> find(String kid) {
            return Arrays.stream(SignatureAlgorithm.values())
                    .filter(algorithm -> algorithm.name().equals(kid))
                    .map(algorithm ->
                            new VerificationKey(kid, algorithm, pair(algorithm).getPublic()))
                    .findFirst();
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
