package dev.sentinel.identity.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Administrator;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome.Exists;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome.Made;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstAdministratorTest {
    private static final String AGENTS = "/api/v1/agents";
    private final TestPlatform platform = new TestPlatform(new Options(0, 10_000));
    private final FirstAdministrator first = platform.identity.firstAdministrator();

    @AfterAll
    void close() {
        platform.close();
    }

    private String token(Made made) {
        return platform.token(made.clientId(), made.secret().expose()).text("access_token");
    }

    @Test
    void whatItMakesAdministersTheWorkspace() {
        Made made = (Made) first.make("new", "olga");
        String token = token(made);

        Answer list = platform.get(AGENTS, token);
        assertThat(list.json().path("total").intValue()).isEqualTo(1);
        assertThat(list.json().path("data").path(0).path("owner").asText()).isEqualTo("olga");
        String itself = AGENTS + "/" + made.clientId() + "/credentials";
        assertThat(platform.call("POST", itself, token, "").status()).isEqualTo(201);
    }

    @Test
    void itRefusesWhenThereIsOneAndNamesIt() {
        Made made = (Made) first.make("taken", "olga");

        Outcome again = first.make("taken", "eve");

        assertThat(again).isInstanceOf(Exists.class);
        assertThat(((Exists) again).administrators())
                .singleElement()
                .satisfies(there -> {
                    assertThat(there.clientId()).isEqualTo(made.clientId());
                    assertThat(there.owner()).isEqualTo("olga");
                });
        assertThat(platform.get(AGENTS, token(made)).status()).isEqualTo(200);
    }

    @Test
    void ofManyAtOnceOneIsMade() {
        List<Outcome> outcomes =
                IntStream.range(0, 6)
                        .parallel()
                        .mapToObj(_ -> first.make("raced", "olga"))
                        .toList();

        assertThat(outcomes).filteredOn(Made.class::isInstance).hasSize(1);
    }

    @Test
    void replacingEndsTheOldOneAndItsTokensAndKeepsOthers() {
        Made old = (Made) first.make("replaced", "olga");
        String oldToken = token(old);
        String colleague = other(oldToken);

        Made fresh = (Made) first.replace("replaced", "olga");

        assertThat(fresh.ended())
                .extracting(Administrator::clientId)
                .containsExactly(old.clientId());
        assertThat(fresh.others()).extracting(Administrator::clientId).containsExactly(colleague);
        assertThat(platform.token(old.clientId(), old.secret().expose()).status()).isEqualTo(403);
        String token = token(fresh);
        assertThat(platform.get(AGENTS + "/" + old.clientId(), token).text("status"))
                .isEqualTo("decommissioned");
        assertThat(platform.get(AGENTS + "/" + colleague, token).text("status"))
                .isEqualTo("active");
    }

    private String other(String token) {
        return platform.call("POST", AGENTS, token, TestPlatform.bot("admin")).text("agentId");
    }

    @Test
    void everyStepIsAuditedAsTheProgramsOwn() {
        first.make("audited", "olga");
        first.replace("audited", "olga");

        List<AuditEvent> events = platform.audited("audited").stream().map(Entry::event).toList();
        assertThat(events)
                .extracting(AuditEvent::action)
                .containsExactlyInAnyOrder(
                        "agent.created",
                        "credential.generated",
                        "credential.revoked",
                        "agent.decommissioned",
                        "agent.created",
                        "credential.generated");
        assertThat(events).allMatch(event -> event.actor().id().equals("bootstrap"));
    }
}
