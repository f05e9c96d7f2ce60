package dev.sentinel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change that cannot be written into the audit log does not happen, and nobody hears of it. */
class AllOrNothingTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final Database owner = stores.openAsOwner();
    private final TestPlatform platform =
            new TestPlatform(stores, TestRedis.fresh(), Options.USUAL);

    @AfterEach
    void close() {
        platform.close();
        stores.close();
    }

    private void auditRefuses() {
        owner.inTransaction(tx -> {
            tx.execute(
                    """
                    CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'refused by the test'; END $$
                    """);
            tx.execute(
                    """
                    CREATE TRIGGER refuse BEFORE INSERT ON audit.event
                    FOR EACH ROW EXECUTE FUNCTION public.refuse()
                    """);
        });
    }

    private List<String> stored() {
        return platform.database.read(tx ->
                tx.list(
                        row -> row.getString(1),
                        """
                        SELECT a::text FROM identity.agent a
                        UNION ALL SELECT c::text FROM identity.agent_count c
                        UNION ALL SELECT c::text FROM identity.credential c
                        UNION ALL SELECT r::text FROM identity.revocation r
                        UNION ALL SELECT h::text FROM identity.revocation_head h
                        UNION ALL SELECT t::text FROM identity.token_monthly_count t
                        ORDER BY 1
                        """));
    }

    @Test
    void nothingIsHalfStored() {
        String agentId = platform.hasAgent("agents:read");
        Answer credential = platform.hasCredential(agentId);
        String path = "/api/v1/agents/" + agentId;
        String one = path + "/credentials/" + credential.text("credentialId");
        String secret = credential.text("clientSecret");
        String token = platform.token(agentId, secret).text("access_token");
        List<String> before = stored();
        auditRefuses();

        List<Answer> refused =
                List.of(
                        platform.call("POST", "/api/v1/agents", ADMIN, TestPlatform.bot()),
                        platform.call("PATCH", path, ADMIN, "{\"status\":\"suspended\"}"),
                        platform.call("DELETE", path, ADMIN, ""),
                        platform.call("POST", path + "/credentials", ADMIN, ""),
                        platform.call("POST", one + "/rotate", ADMIN, ""),
                        platform.call("DELETE", one, ADMIN, ""),
                        platform.token(agentId, secret));

        assertThat(refused).extracting(Answer::status).containsOnly(500);
        assertThat(refused)
                .allSatisfy(answer ->
                        assertThat(answer.body())
                                .doesNotContain("refused by the test", "Exception"));
        assertThat(stored()).isEqualTo(before);
        assertThat(platform.get(path, token).status()).isEqualTo(200);
    }
}
