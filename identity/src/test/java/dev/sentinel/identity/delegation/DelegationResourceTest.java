package dev.sentinel.identity.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegationResourceTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();
    private final String planner = platform.hasAgent("agents:read", "agents:write", "risk:score");
    private final String plannerToken =
            platform.token(planner, platform.hasCredential(planner).text("clientSecret"))
                    .text("access_token");

    @AfterAll
    void close() {
        platform.close();
    }

    private static String path(String actor) {
        return "/api/v1/agents/" + actor + "/delegations";
    }

    private Answer granted(String by, String actor, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>();
        body.put("scopes", List.of("risk:score"));
        body.put("expiresAt", Instant.now().plusSeconds(600).toString());
        body.putAll(more);
        return platform.call("POST", path(actor), by, Json.text(body));
    }

    @Test
    void theSubjectPermitsListsAndRevokesForItself() {
        String actor = platform.hasAgent("risk:score");

        Answer made = granted(plannerToken, actor, Map.of());
        String one = path(actor) + "/" + made.text("delegationId");
        Answer listed = platform.get(path(actor), plannerToken);
        Answer revoked = platform.call("DELETE", one, plannerToken, "");
        Answer again = platform.call("DELETE", one, plannerToken, "");

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.text("subject")).isEqualTo(planner);
        assertThat(made.text("grantedBy")).isEqualTo(planner);
        assertThat(listed.json().path("total").intValue()).isOne();
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(204);
        assertThat(platform.get(path(actor), ADMIN).json().at("/data/0/revokedAt").asText())
                .isNotEmpty();
        assertThat(platform.audited("acme"))
                .anySatisfy(entry -> {
                    assertThat(entry.event().action()).isEqualTo("delegation.granted");
                    assertThat(entry.event().metadata()).containsEntry("subject", planner);
                })
                .anySatisfy(entry ->
                        assertThat(entry.event().action()).isEqualTo("delegation.revoked"));
    }

    @Test
    void nobodyLendsWhatIsNotItsOwn() {
        String actor = platform.hasAgent("risk:score");
        String other = platform.hasAgent("risk:score");

        assertThat(granted(plannerToken, actor, Map.of("subject", other)).status()).isEqualTo(403);
        assertThat(granted(plannerToken, actor, Map.of("scopes", List.of("admin"))).status())
                .isEqualTo(403);
        assertThat(granted("person:ADMIN:globex", actor, Map.of()).status()).isEqualTo(404);
        assertThat(granted("person:VIEWER:acme", actor, Map.of()).status()).isEqualTo(403);
        assertThat(granted(ADMIN, actor, Map.of("subject", actor)).status()).isEqualTo(400);

        String id = granted(ADMIN, actor, Map.of("subject", other)).text("delegationId");
        String one = path(actor) + "/" + id;
        assertThat(platform.call("DELETE", one, plannerToken, "").status()).isEqualTo(403);
        assertThat(platform.call("DELETE", one, "person:ADMIN:globex", "").status()).isEqualTo(404);
        // A subject sees what is in its own name, nothing else.
        assertThat(platform.get(path(actor), plannerToken).json().path("total").intValue())
                .isZero();
    }

    /** What is permitted for an id that nobody has yet, whoever gets that id would have lent. */
    @Test
    void onlyWhoIsThereCanBeActedFor() {
        String actor = platform.hasAgent("risk:score");
        String elsewhere =
                platform.call(
                                "POST",
                                "/api/v1/agents",
                                "person:ADMIN:globex",
                                TestPlatform.bot("risk:score"))
                        .text("agentId");

        for (String nobody : List.of("0198f3a2-6c1e-7aaa-8bbb-1234567890ab", "carol", elsewhere)) {
            Answer refused = granted(ADMIN, actor, Map.of("subject", nobody));
            assertThat(refused.status()).as(nobody).isEqualTo(400);
            assertThat(refused.json().path("details").path("field").asText()).isEqualTo("subject");
        }
        assertThat(granted(ADMIN, actor, Map.of("subject", planner)).status()).isEqualTo(201);
        assertThat(platform.get(path(actor), ADMIN).json().path("total").intValue()).isOne();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        String actor = platform.hasAgent("risk:score");
        Map<String, Object> wrong = new HashMap<>();
        wrong.put("scopes", List.of());
        wrong.put("expiresAt", Instant.now().minusSeconds(1).toString());
        wrong.put("subject", "");
        wrong.put("forever", true);

        wrong.forEach((field, value) -> {
            Answer answer = granted(plannerToken, actor, Map.of(field, value));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("details").path("field").asText()).isEqualTo(field);
        });
        assertThat(
                        granted(
                                        plannerToken,
                                        actor,
                                        Map.of(
                                                "expiresAt",
                                                Instant.now()
                                                        .plusSeconds(366 * 86_400L)
                                                        .toString()))
                                .status())
                .isEqualTo(400);
        assertThat(granted(plannerToken, "nobody", Map.of()).status()).isEqualTo(404);
        assertThat(platform.call("DELETE", path(actor) + "/x", ADMIN, "").text("code"))
                .isEqualTo("DELEGATION_NOT_FOUND");
    }
}
