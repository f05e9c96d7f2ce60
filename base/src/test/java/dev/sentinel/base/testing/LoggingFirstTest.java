package dev.sentinel.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSessionListener;

class LoggingFirstTest {
    /** JUnit finds it by its name in a file, which a rename would not follow. */
    @Test
    void isFoundByJUnit() {
        assertThat(ServiceLoader.load(LauncherSessionListener.class))
                .hasAtLeastOneElementOfType(LoggingFirst.class);
    }
}
