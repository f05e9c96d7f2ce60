package dev.sentinel.identity.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.testing.TestVault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Vault's HTTP API as HashiCorp documents it: KV secrets engine version 2, token auth method. */
class VaultTest {
    private static final OptionalInt LATEST = OptionalInt.empty();

    private final TestVault server = new TestVault();
    private final Vault vault = new Vault(server.config());
    private final VaultPath path = vault.path("agentidp/agents/a/credentials/c");

    @AfterEach
    void close() {
        vault.close();
        server.close();
    }

    private int write(String secret, int after) {
        return vault.write(path, Map.of("clientSecret", secret), after);
    }

    @Test
    void eachWriteIsAVersionThatCanBeReadAlsoLater() {
        assertThat(path).hasToString("secret/data/agentidp/agents/a/credentials/c");
        assertThat(vault.read(path, LATEST)).isEmpty();

        assertThat(write("one", 0)).isEqualTo(1);
        assertThat(write("two", 1)).isEqualTo(2);

        assertThat(vault.read(path, LATEST)).contains(Map.of("clientSecret", "two"));
        assertThat(vault.read(path, OptionalInt.of(1))).contains(Map.of("clientSecret", "one"));
        assertThat(vault.read(path, OptionalInt.of(3))).isEmpty();
    }

    /** The answer to a write was lost: the version is there, though nobody knows of it. */
    @Test
    void aWriteComesAfterAVersionThatNobodyKnowsOf() {
        write("one", 0);
        write("lost", 1);

        assertThat(write("two", 1)).isEqualTo(3);
        assertThat(write("three", 0)).isEqualTo(4);
    }

    @Test
    void destroyingRemovesAllVersionsAndMayBeRepeated() {
        write("one", 0);
        write("two", 1);

        vault.destroy(path);
        vault.destroy(path);

        assertThat(vault.read(path, OptionalInt.of(1))).isEmpty();
        assertThat(server.calls())
                .contains("DELETE /v1/secret/metadata/agentidp/agents/a/credentials/c");
    }

    @Test
    void awaySealedOrRefusingIsUnavailableAndHeals() {
        write("one", 0);

        server.seal(true);
        assertThatThrownBy(() -> vault.read(path, LATEST))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("sealed");
        server.seal(false);
        await().ignoreException(Unavailable.class)
                .until(() -> vault.read(path, LATEST).isPresent());

        server.endToken(true);
        assertThatThrownBy(() -> vault.read(path, LATEST))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("VAULT_TOKEN")
                .hasMessageNotContaining(TestVault.TOKEN);
        server.endToken(false);

        server.stop();
        await().until(this::isAway);
        server.comeBack();
        await().ignoreException(Unavailable.class)
                .until(() -> vault.read(path, LATEST).isPresent());
    }

    private boolean isAway() {
        try {
            vault.read(path, LATEST);
            return false;
        } catch (Unavailable _) {
            return true;
        }
    }

    @Test
    void aMountOfAnotherKindIsUnavailableNotEmpty() {
        assertThatThrownBy(() -> vault.write(new VaultPath("kv1", "x"), Map.of(), 0))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("VAULT_MOUNT");
    }

    @Test
    void theNamespaceIsSentWhenThereIsOne() {
        server.requireNamespace("team/a");
        try (Vault inNamespace = new Vault(server.config())) {
            assertThat(inNamespace.write(path, Map.of("clientSecret", "one"), 0)).isEqualTo(1);
        }
        assertThat(vault.read(path, LATEST)).isEmpty();
    }

    @Test
    void theTokenIsRenewedAtHalfOfItsLifeAndWaitingWorkIsDone() {
        AtomicInteger done = new AtomicInteger();
        server.tokenLives(Duration.ofHours(11));
        try (VaultUpkeep upkeep =
                new VaultUpkeep(vault, done::incrementAndGet, Duration.ofMillis(10))) {
            assertThat(upkeep.healthy()).isFalse();
            upkeep.start();

            await().until(() -> server.renewals() == 1 && done.get() > 3);
            assertThat(upkeep.healthy()).isTrue();
            assertThat(server.renewals()).isOne();

            server.seal(true);
            await().until(() -> !upkeep.healthy());
            server.seal(false);
            await().until(upkeep::healthy);
        }
    }

    @Test
    void aPathIsPlainForItBecomesPartOfAnAddress() {
        String stored = "secret/data/agentidp/agents/a/credentials/c";
        assertThat(VaultPath.parse(stored)).isEqualTo(path).hasToString(stored);
        for (String wrong :
                new String[] {
                    "",
                    "secret",
                    "secret/data/",
                    "secret/data/../sys/seal",
                    "secret/data/a?version=1",
                    "secret/data/a%2Fb",
                    "/secret/data/a",
                    "secret/data/" + "a".repeat(512)
                }) {
            assertThatThrownBy(() -> VaultPath.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void settingsTurnItOnTogetherAndRefuseClearTextOverTheNetwork() {
        Settings both =
                Settings.of(
                        Map.of(
                                "VAULT_ADDR", "https://vault.acme.test:8200/",
                                "VAULT_TOKEN", "hvs.x",
                                "VAULT_MOUNT", "kv/agents/"));
        assertThat(VaultConfig.of(both))
                .contains(
                        new VaultConfig(
                                URI.create("https://vault.acme.test:8200"),
                                new Secret("hvs.x"),
                                "kv/agents",
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(2)));
        assertThat(both.problems()).isEmpty();
        assertThat(VaultConfig.of(Settings.of(Map.of()))).isEmpty();

        for (Map<String, String> wrong :
                List.of(
                        Map.of("VAULT_ADDR", "https://vault"),
                        Map.of("VAULT_ADDR", "http://vault:8200", "VAULT_TOKEN", "x"),
                        Map.of("VAULT_ADDR", "ftp://vault", "VAULT_TOKEN", "x"),
                        Map.of(
                                "VAULT_ADDR",
                                "https://v",
                                "VAULT_TOKEN",
                                "x",
                                "VAULT_MOUNT",
                                "../sys"),
                        Map.of(
                                "VAULT_ADDR",
                                "https://v",
                                "VAULT_TOKEN",
                                "x",
                                "VAULT_CACERT",
                                "/no/file"))) {
            Settings settings = Settings.of(wrong);
            VaultConfig.of(settings);
            assertThat(settings.problems()).as(wrong.toString()).hasSize(1);
        }
    }
}
