package dev.sentinel.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditResourceTest {
    private static final String AUDIT = "/api/v1/audit";
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private static List<JsonNode> events(Answer page) {
        return StreamSupport.stream(page.json().path("data").spliterator(), false).toList();
    }

    @Test
    void tellsTheLifeOfAnAgentNewestFirst() {
        String agentId = platform.hasAgent("agents:read");
        Answer credential = platform.hasCredential(agentId);
        platform.token(agentId, credential.text("clientSecret"));
        platform.token(agentId, "wrong");
        String path = "/api/v1/agents/" + agentId;
        platform.call("PATCH", path, ADMIN, "{\"status\":\"suspended\"}");
        platform.call("PATCH", path, ADMIN, "{\"status\":\"active\"}");
        platform.call(
                "POST",
                path + "/credentials/" + credential.text("credentialId") + "/rotate",
                ADMIN,
                "");
        platform.call(
                "DELETE", path + "/credentials/" + credential.text("credentialId"), ADMIN, "");
        platform.call("DELETE", path, ADMIN, "");

        List<JsonNode> events = events(platform.get(AUDIT + "?agentId=" + agentId, ADMIN));

        assertThat(events)
                .extracting(event -> event.path("action").asText())
                .containsExactly(
                        "agent.decommissioned",
                        "credential.revoked",
                        "credential.rotated",
                        "agent.reactivated",
                        "agent.suspended",
                        "auth.failed",
                        "token.issued",
                        "credential.generated",
                        "agent.created");
        assertThat(events)
                .allSatisfy(event -> {
                    assertThat(event.path("agentId").asText()).isEqualTo(agentId);
                    assertThat(event.path("ipAddress").asText()).isEqualTo("127.0.0.1");
                });
        assertThat(events.get(4).path("before").path("status").asText()).isEqualTo("active");
        assertThat(events.get(4).path("after").path("status").asText()).isEqualTo("suspended");
        assertThat(events.getLast().path("metadata").path("agentType").asText())
                .isEqualTo("monitor");
        assertThat(events.getLast().path("userAgent").asText()).isEqualTo("test");
        assertThat(events.toString()).doesNotContain(credential.text("clientSecret"));
    }

    @Test
    void filtersByActionOutcomeAndTime() {
        platform.hasAgent("agents:read");
        platform.token(UUID.randomUUID().toString(), "wrong");

        Answer created = platform.get(AUDIT + "?action=agent.created&limit=1", ADMIN);
        Answer before = platform.get(AUDIT + "?endDate=" + Instant.now().minusSeconds(3600), ADMIN);

        assertThat(events(created)).hasSize(1);
        assertThat(created.json().path("limit").intValue()).isEqualTo(1);
        assertThat(events(before)).isEmpty();
        for (String query : List.of("?outcome=maybe", "?startDate=yesterday", "?limit=0")) {
            assertThat(platform.get(AUDIT + query, ADMIN).status()).isEqualTo(400);
        }
    }

    @Test
    void aMisspeltFilterIsRefusedByNameAndShowsNothing() {
        Answer refused = platform.get(AUDIT + "?userid=someone", ADMIN);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("userid", "userId").doesNotContain("eventId");
        assertThat(platform.get(AUDIT + "/export?userid=someone", ADMIN).status()).isEqualTo(400);
    }

    @Test
    void fromDateAndToDateAreOtherNamesOfTheDates() {
        platform.hasAgent("agents:read");
        String anHourAgo = Instant.now().minusSeconds(3_600).toString();

        assertThat(events(platform.get(AUDIT + "?toDate=" + anHourAgo, ADMIN))).isEmpty();
        assertThat(events(platform.get(AUDIT + "?fromDate=" + anHourAgo, ADMIN))).isNotEmpty();
        for (String query : List.of("?fromDate=yesterday", "?toDate=1")) {
            Answer refused = platform.get(AUDIT + query, ADMIN);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains(query.substring(1, query.indexOf('=')));
        }
    }

    @Test
    void aPageThatIsTooDeepIsRefusedAndSaysHowToGoOn() {
        assertThat(platform.get(AUDIT + "?page=101&limit=100", ADMIN).status()).isEqualTo(200);

        Answer refused = platform.get(AUDIT + "?page=102&limit=100", ADMIN);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("page", "10000", "cursor");
    }

    @Test
    void nextCursorGoesThroughAllOnce() {
        String agentId = platform.hasAgent("agents:read");
        Answer credential = platform.hasCredential(agentId);
        for (int i = 0; i < 3; i++) {
            platform.token(agentId, credential.text("clientSecret"));
        }
        String query = AUDIT + "?limit=2&agentId=" + agentId;

        List<JsonNode> walked = new ArrayList<>();
        Answer page = platform.get(query, ADMIN);
        walked.addAll(events(page));
        while (page.json().has("nextCursor")) {
            page = platform.get(query + "&cursor=" + page.text("nextCursor"), ADMIN);
            walked.addAll(events(page));
        }

        List<JsonNode> all = events(platform.get(AUDIT + "?limit=100&agentId=" + agentId, ADMIN));
        assertThat(all).hasSize(5);
        assertThat(walked).isEqualTo(all);
        assertThat(
                        platform.get(AUDIT + "?limit=100&agentId=" + agentId, ADMIN)
                                .json()
                                .has("nextCursor"))
                .isFalse();
        Answer refused = platform.get(AUDIT + "?cursor=" + UUID.randomUUID(), ADMIN);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("cursor");
    }

    @Test
    void showsOneEventToItsWorkspaceOnly() {
        platform.hasAgent("agents:read");
        String eventId = events(platform.get(AUDIT, ADMIN)).getFirst().path("eventId").asText();

        assertThat(platform.get(AUDIT + "/" + eventId, ADMIN).text("eventId")).isEqualTo(eventId);
        for (Answer absent :
                List.of(
                        platform.get(AUDIT + "/" + eventId, "person:ADMIN:umbrella"),
                        platform.get(AUDIT + "/" + UUID.randomUUID(), ADMIN),
                        platform.get(AUDIT + "/nonsense", ADMIN))) {
            assertThat(absent.status()).isEqualTo(404);
            assertThat(absent.text("code")).isEqualTo("AUDIT_EVENT_NOT_FOUND");
        }
    }

    @Test
    void needsTheScope() {
        assertThat(platform.get(AUDIT, platform.tokenWith("agents:read")).status()).isEqualTo(403);
        assertThat(platform.get(AUDIT, platform.tokenWith("audit:read")).status()).isEqualTo(200);
        assertThat(platform.get(AUDIT).status()).isEqualTo(401);
    }
}
