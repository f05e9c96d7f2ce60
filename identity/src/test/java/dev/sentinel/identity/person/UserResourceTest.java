package dev.sentinel.identity.person;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Contract studio.md 4.2 and 5. */
class UserResourceTest {
    private static final PeopleConfig OFTEN =
            new PeopleConfig(
                    HashConfig.DEFAULT,
                    RegistrationConfig.DEFAULT,
                    PeopleConfig.DEFAULT.signIn(),
                    new AttemptLimit(1_000, Duration.ofHours(1)),
                    PeopleConfig.DEFAULT.accessLife(),
                    PeopleConfig.DEFAULT.refreshLife(),
                    Optional.empty());
    private static final TestPlatform PLATFORM = new TestPlatform(Options.USUAL.people(OFTEN));

    @AfterAll
    static void close() {
        PLATFORM.close();
    }

    private static Map<String, Object> account(String email) {
        Map<String, Object> account = new HashMap<>();
        account.put("full_name", "Bob");
        account.put("email", email);
        account.put("password", "a rather long password");
        return account;
    }

    private static Answer register(TestPlatform platform, Map<String, Object> account) {
        return platform.send(
                HttpRequest.newBuilder(platform.uri("/api/v1/auth/register"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.text(account))));
    }

    private static Answer register(Map<String, Object> account) {
        return register(PLATFORM, account);
    }

    @Test
    void aFounderMayAdministerTheWorkspaceItFounds() {
        Map<String, Object> bob = account("bob@firm.test");
        bob.put("role", "admin");
        bob.put("confirm_password", "a rather long password");
        Map<String, Object> eve = account("eve@firm.test");
        eve.put("role", "admin");

        Answer made = register(bob);
        Answer other = register(eve);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/result/user/role").asText()).isEqualTo("admin");
        assertThat(made.json().at("/result/user/tenant_id").asText())
                .startsWith("ten_")
                .isNotEqualTo(other.json().at("/result/user/tenant_id").asText());
        assertThat(made.body()).doesNotContain("argon2").doesNotContain("rather long");
    }

    @Test
    void whoJoinsAWorkspaceGetsNoMoreThanIsAllowed() {
        PeopleConfig joining =
                new PeopleConfig(
                        HashConfig.DEFAULT,
                        new RegistrationConfig(Optional.of("acme"), Set.of(Role.VIEWER)),
                        PeopleConfig.DEFAULT.signIn(),
                        PeopleConfig.DEFAULT.register(),
                        PeopleConfig.DEFAULT.accessLife(),
                        PeopleConfig.DEFAULT.refreshLife(),
                        Optional.empty());
        try (TestPlatform platform = new TestPlatform(Options.USUAL.people(joining))) {
            Map<String, Object> admin = account("eve@acme.test");
            admin.put("role", "admin");

            Answer refused = register(platform, admin);
            Answer made = register(platform, account("bob@acme.test"));

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text("code")).isEqualTo("INSUFFICIENT_PERMISSIONS");
            assertThat(made.json().at("/result/user/role").asText()).isEqualTo("viewer");
            assertThat(made.json().at("/result/user/tenant_id").asText()).isEqualTo("acme");
        }
    }

    @Test
    void anAddressIsTakenOnceInAnyCase() {
        register(account("twice@firm.test"));

        Answer again = register(account("Twice@FIRM.test"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("EMAIL_ALREADY_REGISTERED");
    }

    @Test
    void weakOrMistypedPasswordsAreRefusedByName() {
        Map<String, Object> small = account("short@firm.test");
        small.put("password", "eleven char");
        Map<String, Object> address = account("address@firm.test");
        address.put("password", "ADDRESS@firm.test");
        Map<String, Object> mistyped = account("typo@firm.test");
        mistyped.put("confirm_password", "a rather long passwort");

        assertThat(register(small).status()).isEqualTo(422);
        assertThat(register(address).text("message")).isEqualTo("password must not be the address");
        assertThat(register(mistyped).text("message")).startsWith("confirm_password");
    }

    @Test
    void administratorsSeeTheirOwnWorkspaceOnly() {
        register(account("elsewhere@firm.test"));
        PLATFORM.call(
                "POST",
                "/api/v1/users",
                "person:ADMIN:listed",
                Json.text(account("here@listed.test")));

        Answer listed = PLATFORM.get("/api/v1/users?limit=10", "person:ADMIN:listed");

        assertThat(listed.json().at("/result/total").asInt()).isEqualTo(1);
        assertThat(listed.json().at("/result/data/0/email").asText()).isEqualTo("here@listed.test");
        assertThat(PLATFORM.get("/api/v1/users", "person:ANALYST:listed").status()).isEqualTo(403);
    }

    @Test
    void nobodyChangesWhoIsOfAnotherWorkspace() {
        String id =
                PLATFORM.call(
                                "POST",
                                "/api/v1/users",
                                "person:ADMIN:one",
                                Json.text(account("bob@one.test")))
                        .json()
                        .at("/result/user/id")
                        .asText();

        Answer answer =
                PLATFORM.call(
                        "PATCH",
                        "/api/v1/users/" + id + "/role",
                        "person:ADMIN:another",
                        Json.text(Map.of("role", "admin")));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("USER_NOT_FOUND");
    }

    @Test
    void administratorsDoNotChangeThemselves() {
        String id =
                PLATFORM.call(
                                "POST",
                                "/api/v1/users",
                                "person:ADMIN:self",
                                Json.text(account("self@self.test")))
                        .json()
                        .at("/result/user/id")
                        .asText();

        Answer answer =
                PLATFORM.call(
                        "PATCH",
                        "/api/v1/users/" + id + "/role",
                        "person:ADMIN:self:" + id,
                        Json.text(Map.of("role", "viewer")));

        assertThat(answer.status()).isEqualTo(403);
    }
}
