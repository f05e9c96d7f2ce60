package dev.sentinel.identity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract agentidp section 4: list, newest first, by filters and pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentListTest {
    private static final String AGENTS = "/api/v1/agents";
    private static final String ADMIN = TestPlatform.ADMIN;
    private static final List<String> OWNERS = List.of("alice", "bob", "carol");
    private static final List<String> TYPES = List.of("monitor", "router");
    private final TestPlatform platform = new TestPlatform(new Options(0, 0));
    private final List<JsonNode> newestFirst = new ArrayList<>();

    /** Sixty agents, then forty changes of what lists filter by. */
    @BeforeAll
    void fill() {
        Random dice = new Random(7);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ObjectNode bot = (ObjectNode) Json.tree(TestPlatform.bot("agents:read"));
            bot.put("owner", OWNERS.get(dice.nextInt(3)));
            bot.put("agentType", TYPES.get(dice.nextInt(2)));
            ids.add(platform.call("POST", AGENTS, ADMIN, bot.toString()).text("agentId"));
        }
        for (int i = 0; i < 40; i++) {
            String agent = AGENTS + "/" + ids.get(dice.nextInt(60));
            switch (dice.nextInt(4)) {
                case 0 -> patch(agent, "status", dice.nextBoolean() ? "suspended" : "active");
                case 1 -> patch(agent, "owner", OWNERS.get(dice.nextInt(3)));
                case 2 -> patch(agent, "agentType", TYPES.get(dice.nextInt(2)));
                default -> platform.call("DELETE", agent, ADMIN, "");
            }
        }
        // A refused registration leaves no gap and is not counted.
        platform.call("POST", AGENTS, ADMIN, TestPlatform.bot().replace("bot", "not an address"));
        Collections.reverse(ids);
        ids.forEach(id -> newestFirst.add(platform.get(AGENTS + "/" + id, ADMIN).json()));
    }

    private void patch(String agent, String field, String value) {
        platform.call("PATCH", agent, ADMIN, "{\"" + field + "\":\"" + value + "\"}");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @CsvSource({
        ",,",
        "bob,,",
        ",router,",
        ",,suspended",
        ",,decommissioned",
        "alice,monitor,",
        "carol,,active",
        ",router,active",
        "bob,monitor,active",
        "nobody,,",
    })
    void everyFilterShowsAllItsAgentsOnceWithTheRightTotal(
            String owner, String type, String status) {
        List<String> expected =
                newestFirst.stream()
                        .filter(agent -> owner == null || is(agent, "owner", owner))
                        .filter(agent -> type == null || is(agent, "agentType", type))
                        .filter(agent -> status == null || is(agent, "status", status))
                        .map(AgentListTest::id)
                        .toList();
        String query =
                "&limit=7"
                        + (owner == null ? "" : "&owner=" + owner)
                        + (type == null ? "" : "&agentType=" + type)
                        + (status == null ? "" : "&status=" + status);
        List<String> listed = new ArrayList<>();
        int pages = expected.size() / 7 + 1;
        for (int page = 1; page <= pages; page++) {
            Answer answer = platform.get(AGENTS + "?page=" + page + query, ADMIN);
            assertThat(answer.json().path("total").longValue()).isEqualTo(expected.size());
            listed.addAll(ids(answer));
        }

        assertThat(listed).isEqualTo(expected);
        assertThat(ids(platform.get(AGENTS + "?page=1000000" + query, ADMIN))).isEmpty();
        assertThat(walked(query)).isEqualTo(expected);
    }

    /** From one agent to what comes after it, until nothing does. */
    private List<String> walked(String query) {
        List<String> walked = new ArrayList<>();
        List<String> piece = ids(platform.get(AGENTS + "?" + query.substring(1), ADMIN));
        while (!piece.isEmpty()) {
            walked.addAll(piece);
            piece = ids(platform.get(AGENTS + "?after=" + piece.getLast() + query, ADMIN));
        }
        return walked;
    }

    /** Keyset: whoever registers meanwhile does not shift a row into a page that was read. */
    @Test
    void newAgentsDoNotDisturbWhoWalksTheList() {
        String admin = "person:ADMIN:walking";
        List<String> before = Stream.generate(() -> registered(admin)).limit(6).toList().reversed();

        List<String> first = ids(platform.get(AGENTS + "?limit=3", admin));
        registered(admin);
        List<String> second =
                ids(platform.get(AGENTS + "?limit=3&after=" + first.getLast(), admin));

        assertThat(first).isEqualTo(before.subList(0, 3));
        assertThat(second).isEqualTo(before.subList(3, 6));
    }

    private String registered(String admin) {
        return platform.call("POST", AGENTS, admin, TestPlatform.bot("agents:read"))
                .text("agentId");
    }

    @Test
    void afterNamesAnAgentOfTheWorkspaceAndStandsAlone() {
        String foreign = registered("person:ADMIN:elsewhere");
        String own = id(newestFirst.getFirst());

        for (String query : List.of("after=x", "after=" + foreign, "page=2&after=" + own)) {
            Answer answer = platform.get(AGENTS + "?" + query, ADMIN);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("details").path("field").asText()).isEqualTo("after");
        }
    }

    /** What the tallies say, against what the rows say. */
    @Test
    void talliesAgreeWithTheRows() {
        long wrong =
                platform.database.read(tx ->
                        tx.one(
                                        row -> row.getLong(1),
                                        """
                                        WITH rows AS (
                                          SELECT a.workspace, f.owner, f.agent_type, f.status,
                                                 a.position >> 10 AS block, count(*) AS agents
                                            FROM identity.agent a
                                           CROSS JOIN LATERAL (VALUES
                                                   (a.owner, '', ''), ('', a.agent_type, ''),
                                                   ('', '', a.status), (a.owner, a.agent_type, ''),
                                                   (a.owner, '', a.status),
                                                   ('', a.agent_type, a.status),
                                                   (a.owner, a.agent_type, a.status))
                                                 AS f (owner, agent_type, status)
                                           GROUP BY 1, 2, 3, 4, 5
                                        )
                                        SELECT count(*)
                                          FROM rows
                                          FULL JOIN identity.agent_tally t
                                         USING (workspace, owner, agent_type, status, block)
                                         WHERE coalesce(rows.agents, 0) <> coalesce(t.agents, 0)
                                        """)
                                .orElseThrow());

        assertThat(wrong).isZero();
    }

    private static boolean is(JsonNode agent, String field, String value) {
        return agent.path(field).asText().equals(value);
    }

    private static String id(JsonNode agent) {
        return agent.path("agentId").asText();
    }

    private static List<String> ids(Answer page) {
        return page.json().path("data").valueStream().map(AgentListTest::id).toList();
    }
}
