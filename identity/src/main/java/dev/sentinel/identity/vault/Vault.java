package dev.sentinel.identity.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.Unavailable;
import dev.sentinel.identity.vault.VaultHttp.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * HashiCorp Vault: secrets with versions in a KV v2 engine. A call fails with {@link Unavailable}
 * when Vault cannot answer now.
 */
public final class Vault implements AutoCloseable {
    private static final String CAS_FAILED = "check-and-set";

    private final VaultConfig config;
    private final VaultHttp http;

    /**
     * Calls nobody yet.
     *
     * @throws IllegalArgumentException when {@code VAULT_CACERT} is not usable
     */
    public Vault(VaultConfig config) {
        this.config = config;
        this.http = new VaultHttp(config);
    }

    /** A path below the mount for new secrets. */
    public VaultPath path(String key) {
        return new VaultPath(config.mount(), key);
    }

    /** The fields of a version, or of the latest; empty when it is deleted or never was. */
    public Optional<Map<String, String>> read(VaultPath path, OptionalInt version) {
        String query = version.isPresent() ? "?version=" + version.getAsInt() : "";
        Answer answer = http.get(path + query);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        JsonNode fields = expected(answer, 200).path("data").path("data");
        Map<String, String> texts = new HashMap<>();
        fields.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return Optional.of(Map.copyOf(texts));
    }

    /**
     * Adds a version; returns its number. It comes after the one that is there, so that of two
     * writers the second is noticed.
     */
    public int write(VaultPath path, Map<String, String> fields, int after) {
        Answer answer = attempt(path, fields, after);
        if (answer.isRefusedFor(CAS_FAILED)) {
            // A write whose answer was lost, or whose row was not committed, has left a version.
            answer = attempt(path, fields, currentVersion(path));
        }
        if (answer.isRefusedFor(CAS_FAILED)) {
            throw new Unavailable("vault", "somebody else writes " + path);
        }
        return expected(answer, 200).path("data").path("version").intValue();
    }

    /** Removes all versions for good. */
    public void destroy(VaultPath path) {
        Answer answer = http.delete(path.metadata());
        if (answer.status() != 404) {
            expected(answer, 204);
        }
    }

    /** How long the token that we call with lives. */
    record Lease(Duration left, Duration whole, boolean renewable) {
        // A token without an end has nothing left, and needs nothing.

        boolean isToBeRenewed() {
            return renewable && left.isPositive() && left.multipliedBy(2).compareTo(whole) < 0;
        }

        boolean endsWithin(Duration time) {
            return !renewable && left.isPositive() && left.compareTo(time) < 0;
        }
    }

    Lease lease() {
        JsonNode token = expected(http.get("auth/token/lookup-self"), 200).path("data");
        return new Lease(
                Duration.ofSeconds(token.path("ttl").longValue()),
                Duration.ofSeconds(token.path("creation_ttl").longValue()),
                token.path("renewable").booleanValue());
    }

    /** The new length of the lease. */
    Duration renew() {
        JsonNode token = expected(http.post("auth/token/renew-self", Map.of()), 200).path("auth");
        return Duration.ofSeconds(token.path("lease_duration").longValue());
    }

    VaultHttp http() {
        return http;
    }

    @Override
    public void close() {
        http.close();
    }

    private Answer attempt(VaultPath path, Map<String, String> fields, int after) {
        return http.post(path.toString(), Map.of("options", Map.of("cas", after), "data", fields));
    }

    private int currentVersion(VaultPath path) {
        Answer answer = http.get(path.metadata());
        return answer.status() == 404
                ? 0
                : expected(answer, 200).path("data").path("current_version").intValue();
    }

    static JsonNode expected(Answer answer, int status) {
        if (answer.status() != status) {
            throw new Unavailable(
                    "vault",
                    "it answers "
                            + answer.status()
                            + ": is VAULT_MOUNT a KV engine of version 2, may VAULT_TOKEN use it?");
        }
        return answer.body();
    }
}
