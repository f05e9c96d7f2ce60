package dev.sentinel.identity.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever had a secret may have made another one: a leak is ended with all that came of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakedCredentialsTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    private record Secret(String agent, String id, String secret) {}

    private static String path(String agent) {
        return "/api/v1/agents/" + agent + "/credentials";
    }

    private Secret made(String agent, String token) {
        Answer made = platform.call("POST", path(agent), token, "");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return new Secret(agent, made.text("credentialId"), made.text("clientSecret"));
    }

    private Secret rotated(Secret credential, String token) {
        Answer made =
                platform.call(
                        "POST",
                        path(credential.agent()) + "/" + credential.id() + "/rotate",
                        token,
                        "");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        return new Secret(credential.agent(), credential.id(), made.text("clientSecret"));
    }

    private String token(Secret credential) {
        return platform.token(credential.agent(), credential.secret()).text("access_token");
    }

    private int revoke(Secret credential, String query, String token) {
        return platform.call(
                        "DELETE",
                        path(credential.agent()) + "/" + credential.id() + query,
                        token,
                        "")
                .status();
    }

    private boolean works(Secret credential) {
        return platform.token(credential.agent(), credential.secret()).status() == 200;
    }

    private boolean lives(String agent, String token) {
        return platform.get("/api/v1/agents/" + agent, token).status() == 200;
    }

    @Test
    void allThatCameOfALeakedCredentialEndsWithIt() {
        String bot = platform.hasAgent("agents:read", "agents:write");
        Secret first = made(bot, ADMIN);
        Secret apart = made(bot, ADMIN);
        Secret second = made(bot, token(first));
        Secret third = made(bot, token(second));
        String tokenOfThird = token(third);
        String tokenApart = token(apart);

        assertThat(revoke(first, "?leaked=true", ADMIN)).isEqualTo(204);

        assertThat(works(first) || works(second) || works(third)).isFalse();
        assertThat(lives(bot, tokenOfThird)).isFalse();
        assertThat(works(apart)).isTrue();
        assertThat(lives(bot, tokenApart)).isTrue();
        assertThat(
                        platform.audited("acme").stream()
                                .map(entry -> entry.event().metadata())
                                .filter(metadata -> first.id().equals(metadata.get("leaked"))))
                .extracting(metadata -> metadata.get("credentialId"))
                .containsExactlyInAnyOrder(first.id(), second.id(), third.id());
    }

    /**
     * An agent changes its secret without a pause: the next one is made with the old one's token.
     */
    @Test
    void anOrdinaryRevocationLeavesThemAloneUntilTheLeakIsKnown() {
        String bot = platform.hasAgent("agents:read", "agents:write");
        Secret first = made(bot, ADMIN);
        Secret next = made(bot, token(first));

        assertThat(revoke(first, "", ADMIN)).isEqualTo(204);
        assertThat(works(next)).isTrue();
        assertThat(revoke(first, "", ADMIN)).isEqualTo(409);

        assertThat(revoke(first, "?leaked=true", ADMIN)).isEqualTo(204);
        assertThat(works(next)).isFalse();
        assertThat(revoke(first, "?leaked=true", ADMIN)).isEqualTo(204);
    }

    /** A new secret for another credential is as good as a new credential. */
    @Test
    void rotatingDoesNotHideWhereASecretComesFrom() {
        String bot = platform.hasAgent("agents:read", "agents:write");
        Secret first = made(bot, ADMIN);
        Secret another = made(bot, token(first));
        Secret third = rotated(made(bot, token(first)), token(another));
        another = rotated(another, token(third));
        third = rotated(third, token(third));
        another = rotated(another, token(third));

        assertThat(revoke(first, "?leaked=true", ADMIN)).isEqualTo(204);

        assertThat(works(another) || works(third)).isFalse();
    }

    @Test
    void anAdministratorsLeakReachesTheCredentialsOfOthers() {
        String administrator = platform.hasAgent("admin");
        String bot = platform.hasAgent("agents:read");
        Secret leaked = made(administrator, ADMIN);
        Secret ofTheBot = made(bot, token(leaked));
        Secret rotated = rotated(made(bot, ADMIN), token(leaked));
        Secret apart = made(bot, ADMIN);

        assertThat(revoke(leaked, "?leaked=true", token(leaked))).isEqualTo(204);

        assertThat(works(ofTheBot) || works(rotated)).isFalse();
        assertThat(works(apart)).isTrue();
    }

    @Test
    void onlyWhoMayRevokeItMaySayThatItHasLeaked() {
        String bot = platform.hasAgent("agents:write");
        Secret own = made(bot, ADMIN);
        Secret others = made(platform.hasAgent("agents:write"), ADMIN);

        assertThat(revoke(own, "?leaked=true", token(others))).isEqualTo(403);
        assertThat(revoke(own, "?leaked=maybe", ADMIN)).isEqualTo(400);
        assertThat(revoke(own, "?leaked=true&leaked=false", ADMIN)).isEqualTo(400);
        assertThat(works(own)).isTrue();
        assertThat(revoke(own, "?leaked=false", ADMIN)).isEqualTo(204);
    }

    /** Found, or refused: none slips through while the leak is being ended. */
    @Test
    void whatIsMadeMeanwhileDoesNotSurvive() throws Exception {
        String bot = platform.hasAgent("agents:read", "agents:write");
        Secret leaked = made(bot, ADMIN);
        String stolen = token(leaked);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(
                    i == 6
                            ? () -> revoke(leaked, "?leaked=true", ADMIN)
                            : () -> platform.call("POST", path(bot), stolen, "").status());
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(calls)) {
                assertThat(each.get()).isIn(201, 204, 401, 409);
            }
        }

        JsonNode listed = platform.get(path(bot), ADMIN).json().path("data");
        assertThat(StreamSupport.stream(listed.spliterator(), false))
                .extracting(each -> each.path("status").asText())
                .containsOnly("revoked");
    }
}
