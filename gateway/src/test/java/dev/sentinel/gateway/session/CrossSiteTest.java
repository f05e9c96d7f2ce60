package dev.sentinel.gateway.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 10017 section 6.1.3.3. */
final class CrossSiteTest {
    private static final Map<String, List<String>> UPGRADE =
            Map.of("Upgrade", List.of("websocket"), "Sec-Fetch-Site", List.of("same-origin"));

    /** RFC 6455 section 4.1: the handshake is a GET, on which a page cannot set the header. */
    @Test
    void aHandshakeNeedsNoHeaderOfOurs() {
        assertThatCode(() -> CrossSite.check(new TestHead("GET", UPGRADE)))
                .doesNotThrowAnyException();
    }

    @Test
    void anUpgradeExcusesNothingThatChangesSomething() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThatThrownBy(() -> CrossSite.check(new TestHead(method, UPGRADE)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(CrossSite.HEADER);
        }
    }
}
