package dev.sentinel.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Codes are made here by hand, as a device would make them. */
class SecondFactorTest {
    private static final TestPlatform PLATFORM = new TestPlatform();
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    @AfterAll
    static void close() {
        PLATFORM.close();
    }

    private record Enrolled(Alice alice, String secret, List<String> recoveryCodes) {
        /** Confirming has used the code of this step: the next one's is still good. */
        String nextCode() {
            return code(secret, Instant.now().getEpochSecond() / 30 + 1);
        }

        String challenge() {
            Answer answer = alice.login();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("code")).isEqualTo("MFA_REQUIRED");
            return answer.json().at("/details/mfa_token").asText();
        }

        Answer verify(String challenge, String code) {
            return Alice.post(
                    PLATFORM,
                    "/api/v1/auth/mfa/verify",
                    Map.of("mfa_token", challenge, "code", code));
        }
    }

    private static Enrolled enrolled() {
        Alice alice = Alice.in(PLATFORM, "analyst");
        String token = alice.signedIn().path("access_token").asText();
        Answer begun =
                PLATFORM.call(
                        "POST",
                        "/api/v1/auth/mfa/enrol",
                        token,
                        Json.text(Map.of("password", Alice.PASSWORD)));
        String secret = begun.json().at("/result/secret").asText();
        Answer confirmed =
                PLATFORM.call(
                        "POST",
                        "/api/v1/auth/mfa/confirm",
                        token,
                        Json.text(
                                Map.of("code", code(secret, Instant.now().getEpochSecond() / 30))));
        assertThat(confirmed.status()).isEqualTo(200);
        List<String> codes =
                confirmed
                        .json()
                        .at("/result/recovery_codes")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList();
        return new Enrolled(alice, secret, codes);
    }

    @Test
    void asksForACodeAndTakesItOnce() {
        Enrolled enrolled = enrolled();
        String challenge = enrolled.challenge();
        String code = enrolled.nextCode();

        Answer in = enrolled.verify(challenge, code);
        Answer replayed = enrolled.verify(challenge, code);

        assertThat(in.status()).isEqualTo(200);
        String access = in.json().at("/result/access_token").asText();
        assertThat(
                        PLATFORM.get("/api/v1/auth/me", access)
                                .json()
                                .at("/result/mfa_enabled")
                                .asBoolean())
                .isTrue();
        assertThat(replayed.status()).isEqualTo(401);
        assertThat(replayed.text("code")).isEqualTo("INVALID_CREDENTIALS");
    }

    @Test
    void tenRecoveryCodesOpenOnceEach() {
        Enrolled enrolled = enrolled();
        Set<String> different = new HashSet<>(enrolled.recoveryCodes());
        String challenge = enrolled.challenge();
        String code = enrolled.recoveryCodes().getFirst();

        Answer in = enrolled.verify(challenge, code.toLowerCase(Locale.ROOT));
        Answer again = enrolled.verify(challenge, code);

        assertThat(different).hasSize(10);
        assertThat(in.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(401);
    }

    @Test
    void codesCannotBeTriedWithoutEnd() {
        Enrolled enrolled = enrolled();
        String challenge = enrolled.challenge();

        Answer last = enrolled.verify(challenge, "000000");
        for (int i = 0; i < 5; i++) {
            last = enrolled.verify(challenge, "000000");
        }

        assertThat(last.status()).isEqualTo(429);
        assertThat(newestSignIn(enrolled))
                .containsEntry("mfa_status", "failed")
                .containsEntry("reason", "rate_limited");
    }

    @Test
    void aCodeOfSomebodyDeactivatedIsRefusedAndInTheLog() {
        Enrolled enrolled = enrolled();
        String challenge = enrolled.challenge();
        Answer deactivated =
                PLATFORM.call(
                        "PATCH",
                        "/api/v1/users/" + enrolled.alice().id + "/status",
                        TestPlatform.ADMIN,
                        Json.text(Map.of("status", "deactivated")));
        assertThat(deactivated.status()).isEqualTo(200);

        Answer answer = enrolled.verify(challenge, enrolled.nextCode());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(newestSignIn(enrolled))
                .containsEntry("mfa_status", "failed")
                .containsEntry("reason", "not_active");
    }

    private static Map<String, Object> newestSignIn(Enrolled enrolled) {
        return PLATFORM.audited("acme").stream()
                .map(Entry::event)
                .filter(event -> event.action().equals("auth.login"))
                .filter(event -> event.actor().id().equals(enrolled.alice().id))
                .findFirst()
                .orElseThrow()
                .metadata();
    }

    @Test
    void aChallengeOfAnotherHandIsRefused() {
        Enrolled enrolled = enrolled();
        String challenge = enrolled.challenge();
        Alice other = Alice.in(PLATFORM, "admin");

        Answer answer =
                enrolled.verify(
                        challenge.replace(enrolled.alice().id, other.id), enrolled.nextCode());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("INVALID_TOKEN");
    }

    /** A stolen token must not lock its owner out. */
    @Test
    void enrollingAsksForThePasswordAgain() {
        String token = Alice.in(PLATFORM, "viewer").signedIn().path("access_token").asText();

        Answer answer =
                PLATFORM.call(
                        "POST",
                        "/api/v1/auth/mfa/enrol",
                        token,
                        Json.text(Map.of("password", "not the password")));

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void theSecretIsSealedInTheDatabase() {
        Enrolled enrolled = enrolled();

        List<byte[]> stored =
                PLATFORM.database.read(tx ->
                        tx.list(row -> row.getBytes(1), "SELECT sealed_secret FROM identity.totp"));

        assertThat(stored)
                .noneMatch(sealed ->
                        HexFormat.of()
                                .formatHex(sealed)
                                .contains(HexFormat.of().formatHex(decoded(enrolled.secret()))));
    }

    private static String code(String secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(decoded(secret), "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[19] & 0xf) & 0x7fff_ffff;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] decoded(String base32) {
        BigInteger value = BigInteger.ZERO;
        for (int each : base32.chars().toArray()) {
            value = value.shiftLeft(5).add(BigInteger.valueOf(ALPHABET.indexOf(each)));
        }
        byte[] bytes = value.toByteArray();
        byte[] secret = new byte[20];
        int from = Math.max(0, bytes.length - 20);
        System.arraycopy(bytes, from, secret, 20 - (bytes.length - from), bytes.length - from);
        return secret;
    }
}
