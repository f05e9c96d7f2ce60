package dev.sentinel.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.stores.Ports;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSurroundingsTest {
    @TempDir private Path home = Path.of("");

    /** Somebody who gives a credential wants to see what that one may, not what a demo may. */
    @Test
    void anAgentThatIsNamedIsNotReplacedByTheDemosOwn() {
        DemoSurroundings surroundings =
                new DemoSurroundings(home, Map.of("SENTINEL_CLIENT_ID", "somebody"));

        assertThatThrownBy(surroundings::administrator)
                .hasMessageContaining("SENTINEL_CLIENT_SECRET");
        assertThatThrownBy(() -> surroundings.agent(Set.of("risk:score")))
                .hasMessageContaining("SENTINEL_CLIENT_SECRET");
    }

    @Test
    void withoutOneTheDemosAdministratorCalls() throws Exception {
        String port = Integer.toString(Ports.free());

        try (var administrator =
                new DemoSurroundings(home, Map.of("IDENTITY_PORT", port)).administrator()) {
            assertThat(administrator).isNotNull();
        }
    }
}
