package dev.sentinel.gateway.reload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LooksTest {
    private final Looks looks = new Looks("old");

    @Test
    void filesThatAreAsTheyWereAreNotReadAgain() {
        assertThat(looks.isDue("old")).isFalse();
        assertThat(looks.isDue("old")).isFalse();
    }

    /** A registry that is copied in place would be read in its middle. */
    @Test
    void changedFilesAreReadOnceTheyAreStill() {
        assertThat(looks.isDue("a quarter")).isFalse();
        assertThat(looks.isDue("half")).isFalse();
        assertThat(looks.isDue("whole")).isFalse();
        assertThat(looks.isDue("whole")).isTrue();
        looks.take("whole");
        assertThat(looks.isDue("whole")).isFalse();
    }

    @Test
    void filesThatChangeWhileTheyAreReadAreReadAgain() {
        looks.isDue("new");
        assertThat(looks.isDue("new")).isTrue();
        looks.take("new");
        assertThat(looks.isDue("newer")).isFalse();
        assertThat(looks.isDue("newer")).isTrue();
    }
}
