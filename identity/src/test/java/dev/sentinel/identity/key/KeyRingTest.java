package dev.sentinel.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.key.RetireOutcome.Urgency;
import dev.sentinel.identity.key.TestRing.Settings;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.token.Jwks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a key: next, active, retired, gone. Processes share the database and a clock. */
class KeyRingTest {
    private static final byte[] INPUT = "a.b".getBytes(StandardCharsets.US_ASCII);
    private static final Actor OPERATOR = Actor.person("alice");
    private static final Duration AHEAD = Duration.ofMinutes(10);

    /** READ_WITHIN, the life of a token, and the margin for clocks. */
    private static final Duration VERIFIES_FOR = Duration.ofMinutes(70);

    private final TestRing stores = new TestRing();

    @AfterEach
    void close() {
        stores.close();
    }

    private KeyRing ring() {
        return stores.ring(Settings.USUAL);
    }

    private static RotateOutcome rotate(KeyRing ring) {
        RotateOutcome outcome = ring.rotations().rotate(OPERATOR, Origin.none());
        ring.follow();
        return outcome;
    }

    private static RetireOutcome retire(KeyRing ring, String kid, Urgency urgency) {
        RetireOutcome outcome = ring.rotations().retire(kid, urgency, OPERATOR, Origin.none());
        ring.follow();
        return outcome;
    }

    private static String next(KeyRing ring) {
        return ring.rotations().list().stream()
                .filter(key -> key.state().equals("next"))
                .map(ListedKey::kid)
                .findFirst()
                .orElseThrow();
    }

    private static boolean verifies(KeyRing ring, String kid, byte[] signature) {
        return ring.find(kid).orElseThrow().verifies(INPUT, signature);
    }

    private static List<String> published(KeyRing ring) {
        List<String> kids = new ArrayList<>();
        Json.tree(new String(ring.jwks(), StandardCharsets.UTF_8))
                .path("keys")
                .forEach(key -> kids.add(key.path("kid").asText()));
        return kids;
    }

    @Test
    void signsWithOneKeyAcrossProcessesAndRestarts() {
        KeyRing first = ring();
        KeyRing second = ring();

        assertThat(second.active().kid()).isEqualTo(first.active().kid());
        assertThat(verifies(first, second.active().kid(), second.active().sign(INPUT))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void eachAlgorithmSignsAndEveryStrictVerifierReadsItsKey(SignatureAlgorithm algorithm)
            throws IOException {
        KeyRing ring = stores.ring(Settings.USUAL.with(algorithm));
        Signer signer = ring.active();

        assertThat(signer.algorithm()).isEqualTo(algorithm);
        assertThat(Jwks.read(ring.jwks()))
                .containsOnlyKeys(signer.kid(), next(ring))
                .hasEntrySatisfying(
                        signer.kid(),
                        key -> assertThat(key.verifies(INPUT, signer.sign(INPUT))).isTrue());
    }

    @Test
    void aRotationWaitsUntilEveryVerifierCanKnowTheNextKey() {
        KeyRing ring = ring();
        String active = ring.active().kid();
        String next = next(ring);

        assertThat(rotate(ring))
                .isEqualTo(new RotateOutcome.Scheduled(next, stores.now().plus(AHEAD)));
        stores.pass(AHEAD.minusSeconds(1));
        ring.follow();
        assertThat(ring.active().kid()).isEqualTo(active);
        assertThat(published(ring)).contains(active, next);

        stores.pass(Duration.ofSeconds(1));
        ring.follow();
        assertThat(ring.active().kid()).isEqualTo(next);
        assertThat(stores.audited())
                .containsSubsequence("key.scheduled", "key.rotated", "key.added");
    }

    @Test
    void aKeyThatIsKnownTakesOverAtOnceAndTheOldOneVerifiesUntilItsLastTokenHasExpired() {
        KeyRing ring = ring();
        String before = ring.active().kid();
        byte[] signature = ring.active().sign(INPUT);
        stores.pass(AHEAD);
        ring.follow();

        assertThat(rotate(ring)).isEqualTo(new RotateOutcome.Rotated(ring.active().kid(), before));

        assertThat(ring.active().kid()).isNotEqualTo(before);
        assertThat(verifies(ring, before, signature)).isTrue();
        stores.pass(VERIFIES_FOR.minusSeconds(1));
        ring.follow();
        assertThat(published(ring)).contains(before);
        stores.pass(Duration.ofSeconds(1));
        ring.follow();
        assertThat(published(ring)).doesNotContain(before);
        assertThat(ring.find(before)).isEmpty();
    }

    @Test
    void aRetiredKeyIsDestroyedAtOnce() {
        KeyRing ring = ring();
        String before = ring.active().kid();

        retire(ring, before, Urgency.NOW);

        assertThat(stores.sealed(before)).isEmpty();
        assertThat(ring.find(before)).isPresent();
    }

    @Test
    void anotherProcessFollowsARotation() {
        KeyRing rotating = ring();
        KeyRing following = ring();

        retire(rotating, rotating.active().kid(), Urgency.NOW);
        assertThat(rotating.find(following.active().kid())).isPresent();
        following.follow();

        assertThat(following.active().kid()).isEqualTo(rotating.active().kid());
    }

    @Test
    void nothingThatACompromisedKeySignedIsBelieved() {
        KeyRing ring = ring();
        KeyRing other = ring();
        String stolen = ring.active().kid();

        assertThat(retire(ring, stolen, Urgency.COMPROMISED))
                .isEqualTo(new RetireOutcome.Retired(stolen, stores.now()));
        other.follow();

        assertThat(published(ring)).doesNotContain(stolen);
        assertThat(other.find(stolen)).isEmpty();
        assertThat(other.active().kid()).isEqualTo(ring.active().kid()).isNotEqualTo(stolen);
        assertThat(retire(ring, stolen, Urgency.ORDERLY))
                .isInstanceOf(RetireOutcome.AlreadyRetired.class);
        assertThat(retire(ring, "none", Urgency.ORDERLY))
                .isEqualTo(new RetireOutcome.NoSuchKey("none"));
    }

    @Test
    void anEndedNextKeyIsReplacedBeforeItSigns() {
        KeyRing ring = ring();
        String next = next(ring);
        rotate(ring);
        stores.pass(Duration.ofSeconds(1));

        retire(ring, next, Urgency.COMPROMISED);

        assertThat(published(ring)).doesNotContain(next);
        stores.pass(AHEAD);
        ring.follow();
        assertThat(ring.active().kid()).isNotEqualTo(next);
        assertThat(ring.rotations().list())
                .filteredOn(key -> key.kid().equals(ring.active().kid()))
                .allSatisfy(key -> assertThat(key.createdAt()).isAfter(stores.begin()));
    }

    @Test
    void theScheduleRotatesOnceHoweverManyProcessesSeeItDue() throws Exception {
        List<KeyRing> rings = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rings.add(ring());
        }
        String next = next(rings.getFirst());
        stores.pass(Duration.ofDays(90).plusSeconds(1));

        // Once to decide, once to do it.
        for (int round = 0; round < 2; round++) {
            try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Boolean>> done =
                        processes.invokeAll(
                                rings.stream()
                                        .<Callable<Boolean>>map(ring ->
                                                () -> {
                                                    ring.follow();
                                                    return true;
                                                })
                                        .toList());
                for (Future<Boolean> each : done) {
                    assertThat(each.get()).isTrue();
                }
            }
        }

        rings.forEach(KeyRing::follow);
        assertThat(rings).allSatisfy(ring -> assertThat(ring.active().kid()).isEqualTo(next));
        assertThat(stores.audited()).containsOnlyOnce("key.rotated", "key.scheduled");
    }

    @Test
    void anotherAlgorithmIsARotation() {
        KeyRing rsa = ring();
        byte[] signature = rsa.active().sign(INPUT);
        String before = rsa.active().kid();

        KeyRing ring = stores.ring(Settings.USUAL.with(SignatureAlgorithm.EDDSA));
        assertThat(ring.active().kid()).isEqualTo(before);
        stores.pass(AHEAD);
        ring.follow();
        rsa.follow();

        assertThat(ring.active().algorithm()).isEqualTo(SignatureAlgorithm.EDDSA);
        assertThat(rsa.active().kid()).isEqualTo(ring.active().kid());
        assertThat(verifies(ring, before, signature)).isTrue();
    }

    @Test
    void theOriginalsKeyIsTheFirstOfAnEmptyRing() {
        Settings seeded = Settings.USUAL.with(TestRing.pem(2048));

        KeyRing ring = stores.ring(seeded);

        assertThat(stores.ring(seeded).active().kid()).isEqualTo(ring.active().kid());
        assertThat(stores.audited()).containsExactly("key.added", "key.added");
    }

    @Test
    void aNewKeyInTheOriginalsVariablesOverlapsAndARetiredOneStaysRetired() {
        String generated = ring().active().kid();
        Settings seeded = Settings.USUAL.with(TestRing.pem(2048));

        KeyRing ring = stores.ring(seeded);
        String given = next(ring);
        assertThat(ring.active().kid()).isEqualTo(generated);
        stores.pass(AHEAD);
        ring.follow();
        assertThat(ring.active().kid()).isEqualTo(given);
        assertThat(ring.find(generated)).isPresent();

        retire(ring, given, Urgency.NOW);
        KeyRing restarted = stores.ring(seeded);
        stores.pass(AHEAD);
        restarted.follow();
        ring.follow();
        assertThat(restarted.active().kid()).isEqualTo(ring.active().kid()).isNotEqualTo(given);
    }

    @Test
    void refusesKeysThatAreShortOrNoKeysOrNotAPair() {
        assertThatThrownBy(() -> stores.ring(Settings.USUAL.with(TestRing.pem(1024))))
                .hasMessageContaining("1024 bits");
        assertThatThrownBy(() -> stores.ring(Settings.USUAL.with("-----BEGIN NOTHING-----")))
                .hasMessageContaining("JWT_PRIVATE_KEY is not a PEM");
        assertThatThrownBy(() ->
                        stores.ring(
                                Settings.USUAL
                                        .with(TestRing.pem(2048))
                                        .withPublic(TestRing.publicPem())))
                .hasMessageContaining("JWT_PUBLIC_KEY is not the public half");
    }

    /** It might sign with a key that has retired, and left the JWKS before the token expires. */
    @Test
    void aProcessThatCannotReadTheRingStopsSigning() {
        KeyRing ring = ring();

        stores.pass(Duration.ofMinutes(5).plusSeconds(1));

        assertThatThrownBy(ring::active).isInstanceOf(Unavailable.class);
        ring.follow();
        assertThat(ring.active().sign(INPUT)).isNotEmpty();
    }

    @Test
    void doesNotOpenUnderAnotherKeyEncryptionKey() {
        ring();

        assertThatThrownBy(() -> stores.ring(Settings.USUAL.withKeks(TestRing.OTHER_KEK)))
                .hasMessageContaining("SENTINEL_KEK");
    }

    @Test
    void anotherKeyEncryptionKeyTakesOverByRewrapping() {
        String kid = ring().active().kid();
        Settings both = Settings.USUAL.withKeks(TestRing.OTHER_KEK, TestRing.KEK);

        KeyRing ring = stores.ring(both);
        List<String> rewrapped = ring.rotations().rewrap(OPERATOR, Origin.none());

        assertThat(rewrapped).containsExactlyInAnyOrder(kid, next(ring));
        assertThat(ring.rotations().rewrap(OPERATOR, Origin.none())).isEmpty();
        assertThat(stores.ring(Settings.USUAL.withKeks(TestRing.OTHER_KEK)).active().kid())
                .isEqualTo(kid);
        assertThat(stores.audited()).contains("key.rewrapped");
    }
}
