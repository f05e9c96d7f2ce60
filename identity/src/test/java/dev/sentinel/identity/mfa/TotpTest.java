package dev.sentinel.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_111L);

    /** RFC 6238 appendix B, the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void makesTheCodesOfTheSpecification(long second, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(code);
    }

    /** RFC 6238 section 5.2. */
    @Test
    void takesTheStepsBesideThisOneAndNoOther() {
        long step = Totp.step(NOW);

        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step - 1), NOW, 0)).hasValue(step - 1);
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step + 1), NOW, 0)).hasValue(step + 1);
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step - 2), NOW, 0)).isEmpty();
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step + 2), NOW, 0)).isEmpty();
    }

    /** RFC 6238 section 5.2: a verifier must not accept the second attempt of the code. */
    @Test
    void takesNoStepTwice() {
        long step = Totp.step(NOW);

        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step), NOW, step)).isEmpty();
    }

    /** RFC 4648 section 10. */
    @Test
    void writesBase32() {
        assertThat(Base32.encode("foobar".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("MZXW6YTBOI");
    }
}
