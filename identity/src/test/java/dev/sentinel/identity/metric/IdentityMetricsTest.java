package dev.sentinel.identity.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.identity.testing.TestPlatform;
import org.junit.jupiter.api.Test;

/** Contract agentidp section 11. */
class IdentityMetricsTest {

    @Test
    void tokensAreCountedByScopeAndAgentsByEnvironment() {
        try (TestPlatform platform = new TestPlatform()) {
            String agentId = platform.hasAgent("agents:read", "audit:read");
            String secret = platform.hasCredential(agentId).text("clientSecret");
            platform.token(agentId, secret);
            platform.token(agentId, secret);
            platform.token(agentId, secret, "audit:read");
            platform.token(agentId, "sk_live_wrong");

            assertThat(count(platform, "agentidp.tokens.issued", "scope", "agents:read audit:read"))
                    .isEqualTo(2);
            assertThat(count(platform, "agentidp.tokens.issued", "scope", "audit:read"))
                    .isEqualTo(1);
            assertThat(
                            count(
                                    platform,
                                    "agentidp.agents.registered",
                                    "deployment_env",
                                    "production"))
                    .isEqualTo(1);
        }
    }

    private static double count(TestPlatform platform, String name, String label, String value) {
        return platform.meters.get(name).tag(label, value).counter().count();
    }
}
