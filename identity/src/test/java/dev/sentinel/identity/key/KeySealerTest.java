package dev.sentinel.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Envelope encryption: AES-256-GCM (NIST SP 800-38D), bound to the key's id and purpose. */
class KeySealerTest {
    private static final byte[] PLAIN = "a private key".getBytes(StandardCharsets.UTF_8);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeySealer sealer = new KeySealer(TestRing.KEK, List.of(), RANDOM);

    @Test
    void opensWhatItSealedAndOnlyInItsOwnRow() {
        byte[] sealed = sealer.seal("one", PLAIN);

        assertThat(sealer.open("one", sealed)).isEqualTo(PLAIN);
        assertThat(sealer.seal("one", PLAIN)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> sealer.open("other", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyChangedOrMissingByteIsNoticed() {
        byte[] sealed = sealer.seal("one", PLAIN);

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> sealer.open("one", changed))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> sealer.open("one", cut))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void rewrappingLeavesWhatIsSealedAndChangesWhoOpensIt() {
        byte[] sealed = sealer.seal("one", PLAIN);
        KeySealer both = new KeySealer(TestRing.OTHER_KEK, List.of(TestRing.KEK), RANDOM);
        KeySealer after = new KeySealer(TestRing.OTHER_KEK, List.of(), RANDOM);

        byte[] rewrapped = both.rewrapped("one", sealed).orElseThrow();

        assertThat(after.open("one", rewrapped)).isEqualTo(PLAIN);
        assertThat(both.rewrapped("one", rewrapped)).isEmpty();
        assertThat(KeySealer.kekOf("one", rewrapped)).isNotEqualTo(KeySealer.kekOf("one", sealed));
        assertThatThrownBy(() -> sealer.open("one", rewrapped))
                .hasMessageContaining("SENTINEL_KEK_PREVIOUS");
    }

    @Test
    void aKeyEncryptionKeyHasThirtyTwoBytes() {
        for (String wrong : List.of("", "AAEC", "not base64!", "A".repeat(64))) {
            assertThatThrownBy(() -> new KeySealer(new Secret(wrong), List.of(), RANDOM))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("openssl rand -base64 32");
        }
    }
}
