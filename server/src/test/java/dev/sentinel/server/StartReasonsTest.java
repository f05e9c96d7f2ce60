package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stops a start on its way is told with the setting that mends it. */
@Timeout(60)
final class StartReasonsTest {
    @TempDir private Path directory = Path.of("");

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(reason(Map.of("MANAGEMENT_PORT", port)))
                    .startsWith("cannot listen on 127.0.0.1:" + port + " for management: ")
                    .endsWith("; MANAGEMENT_PORT chooses another port")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void aDatabaseThatDoesNotExistIsToldApartFromOneThatDoesNotAnswer() throws Exception {
        int free = TestSentinel.freePorts(1).getFirst();
        assertThat(reason(url("postgresql://app:hunter2@127.0.0.1:" + free + "/none")))
                .startsWith("DATABASE_URL: postgres is not available: ")
                .containsIgnoringCase("refused")
                .doesNotContain("hunter2");

        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk")) {
            String server = stores.app().jdbcUrl().replaceFirst("jdbc:(.*)/[^/]*$", "$1");
            String login = stores.app().user() + ":" + stores.app().password().expose() + "@";

            assertThat(reason(url(server.replace("://", "://" + login) + "/nowhere")))
                    .startsWith("DATABASE_URL: postgres is not available: ")
                    .contains("\"nowhere\" does not exist");
        }
    }

    private static Map<String, String> url(String url) {
        return Map.of("DATABASE_URL", url);
    }

    /** The one reason for which a start with these settings is none. */
    private String reason(Map<String, String> settings) throws Exception {
        try (TestDatabase stores = TestPostgres.fresh("audit", "identity", "risk");
                TestSentinel platform =
                        new TestSentinel(directory, stores, TestRedis.fresh(), settings)) {
            StartRefused refused = catchThrowableOfType(StartRefused.class, platform::start);
            assertThat(refused.reasons()).hasSize(1);
            return refused.reasons().getFirst();
        }
    }
}
