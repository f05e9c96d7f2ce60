package dev.sentinel.bench;

import dev.sentinel.base.json.Json;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.trust.token.VerificationKey;
import dev.sentinel.trust.token.VerificationKeys;
import dev.sentinel.trust.token.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a verifier pays for a token that it sees for the first time, and for one that it knows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class VerificationBenchmark {
    private static final int TOKENS = 64;

    private final Revocations revocations =
            Revocations.following(Clock.systemUTC(), Duration.ofHours(1));
    private final String[] tokens = new String[TOKENS];
    private VerificationKeys keys = new NoKeys();
    private TokenVerifier verifier = fresh();
    private int next;

    @Setup(Level.Trial)
    public void tokens() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        KeyPair pair = generator.generateKeyPair();
        keys = new OneKey(new VerificationKey("key-1", SignatureAlgorithm.RS256, pair.getPublic()));
        for (int i = 0; i < TOKENS; i++) {
            tokens[i] = token(pair, "token-" + i);
        }
        revocations.heard();
        verifier = fresh();
    }

    @Benchmark
    public VerifiedToken knownToken() {
        return verifier.verify(tokens[next++ % TOKENS]);
    }

    @Benchmark
    public VerifiedToken newToken() {
        return fresh().verify(tokens[next++ % TOKENS]);
    }

    private TokenVerifier fresh() {
        return new TokenVerifier(keys, revocations, "bench", "sentinel", Clock.systemUTC());
    }

    private static String token(KeyPair pair, String id) throws GeneralSecurityException {
        Map<String, Object> claims = new LinkedHashMap<>();
        long now = Instant.now().getEpochSecond();
        claims.put("iss", "bench");
        claims.put("aud", "sentinel");
        claims.put("sub", "invoice-bot");
        claims.put("wid", "acme");
        claims.put("jti", id);
        claims.put("scope", "risk:score agents:read");
        claims.put("iat", now);
        claims.put("exp", now + 3_600);
        String signed =
                part(Map.of("alg", "RS256", "typ", "at+jwt", "kid", "key-1")) + "." + part(claims);
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    }

    private static String part(Map<String, Object> json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(json));
    }

    private record OneKey(VerificationKey key) implements VerificationKeys {
        @Override
        public Optional<VerificationKey> find(String kid) {
            return Optional.of(key);
        }

        @Override
        public boolean ready() {
            return true;
        }
    }

    private record NoKeys() implements VerificationKeys {
        @Override
        public Optional<VerificationKey> find(String kid) {
            return Optional.empty();
        }

        @Override
        public boolean ready() {
            return false;
        }
    }
}
