package dev.sentinel.identity.audit;

import static dev.sentinel.identity.testing.TestPlatform.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasureResourceTest {
    private static final String ERASURES = "/api/v1/audit/erasures";
    private static final String OTHER_ADMIN = "person:OWNER:acme:bob";

    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void twoAdministratorsEraseAndTheEventSaysSo() {
        String agentId = platform.hasAgent("agents:read");
        Answer credential = platform.hasCredential(agentId);
        platform.token(agentId, credential.text("clientSecret"));

        Answer asked = ask(agentId);
        assertThat(asked.status()).isEqualTo(201);
        Answer done = approve(asked.text("erasureId"), OTHER_ADMIN);

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().path("erased").intValue()).isGreaterThan(1);
        JsonNode issued =
                platform.get("/api/v1/audit?action=token.issued&agentId=" + agentId, ADMIN)
                        .json()
                        .path("data")
                        .path(0);
        assertThat(issued.path("ipAddress").isNull()).isTrue();
        assertThat(issued.path("erased").booleanValue()).isTrue();
        assertThat(approve(asked.text("erasureId"), OTHER_ADMIN).text("code"))
                .isEqualTo("ERASURE_DONE");
    }

    @Test
    void whoAskedCannotApproveNorCanTwoAgentsOfOneOwner() {
        Answer asked = ask(platform.hasAgent("agents:read"));
        assertThat(approve(asked.text("erasureId"), ADMIN).status()).isEqualTo(403);

        String first = platform.tokenWith("admin");
        String second = platform.tokenWith("admin");
        Answer byAgent =
                platform.call("POST", ERASURES, first, wanted(platform.hasAgent("agents:read")));
        assertThat(byAgent.status()).isEqualTo(201);
        assertThat(approve(byAgent.text("erasureId"), second).status()).isEqualTo(403);
        // Alice, who owns both.
        assertThat(approve(byAgent.text("erasureId"), ADMIN).status()).isEqualTo(403);
        assertThat(approve(byAgent.text("erasureId"), OTHER_ADMIN).status()).isEqualTo(200);
    }

    @Test
    void onlyAdministratorsOfTheWorkspaceDecide() {
        Answer asked = ask(platform.hasAgent("agents:read"));
        String erasure = asked.text("erasureId");

        assertThat(approve(erasure, "person:OWNER:umbrella").text("code"))
                .isEqualTo("ERASURE_NOT_FOUND");
        assertThat(approve("nonsense", OTHER_ADMIN).text("code")).isEqualTo("ERASURE_NOT_FOUND");
        assertThat(approve(erasure, platform.tokenWith("audit:read")).status()).isEqualTo(403);
        assertThat(platform.call("POST", ERASURES, "person:ANALYST:acme", wanted("x")).status())
                .isEqualTo(403);
    }

    @Test
    void aPersonThatTheLogDoesNotKnowIsRefused() {
        String nobody = "usr_" + UUID.randomUUID();

        Answer refused = ask(nobody);

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("code")).isEqualTo("PERSON_NOT_FOUND");
        assertThat(refused.text("message")).contains(nobody);
        // Refusing leaves nothing by which the log would know them the next time.
        assertThat(ask(nobody).status()).isEqualTo(404);
    }

    @Test
    void theRequestIsChecked() {
        for (String body :
                new String[] {
                    "{}",
                    "{\"personId\":\"p\"}",
                    "{\"personId\":\"p\",\"reason\":\"r\",\"everything\":true}",
                    "{\"personId\":\"\\u2003\",\"reason\":\"r\"}",
                    "{\"personId\":\"p\",\"reason\":\"r\",\"alsoKnownAs\":[\"a\"]}"
                }) {
            assertThat(platform.call("POST", ERASURES, ADMIN, body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    private Answer ask(String person) {
        return platform.call("POST", ERASURES, ADMIN, wanted(person));
    }

    private Answer approve(String erasure, String who) {
        return platform.call("PUT", ERASURES + "/" + erasure + "/approval", who, "");
    }

    private static String wanted(String person) {
        return "{\"personId\":\"%s\",\"reason\":\"the person left\"}".formatted(person);
    }
}
