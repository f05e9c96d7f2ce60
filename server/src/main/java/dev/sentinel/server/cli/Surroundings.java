package dev.sentinel.server.cli;

import dev.sentinel.base.config.Settings;
import dev.sentinel.client.AgentIdPClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What commands find around them: settings, and identities under which to call the platform.
 * Production reads the environment and {@code .env}; the demo knows its own stores and signs in by
 * itself.
 */
public interface Surroundings {
    /** The settings that the platform runs with. */
    Settings settings();

    /** An agent that may do what the scopes say. */
    AgentIdPClient agent(Set<String> scopes);

    /** Somebody who may administer agents. */
    AgentIdPClient administrator();

    /** The token of somebody who reads and writes, where one is known; a demo knows one. */
    default Optional<String> person() {
        return Optional.empty();
    }

    /**
     * Of production: {@code SENTINEL_CLIENT_ID} and {@code SENTINEL_CLIENT_SECRET} name the agent
     * under which commands call {@code IDENTITY_URL}.
     */
    static Surroundings of(Map<String, String> environment, Path dotEnv) {
        return new Surroundings() {
            @Override
            public Settings settings() {
                return Settings.load(environment, dotEnv);
            }

            @Override
            public AgentIdPClient agent(Set<String> scopes) {
                Settings settings = settings();
                return AgentIdPClient.connect(
                        URI.create(
                                settings.text("IDENTITY_URL")
                                        .orElseGet(() ->
                                                "http://localhost:" + identityPort(settings))),
                        needed(settings, "SENTINEL_CLIENT_ID"),
                        needed(settings, "SENTINEL_CLIENT_SECRET"),
                        scopes);
            }

            @Override
            public AgentIdPClient administrator() {
                return agent(Set.of());
            }
        };
    }

    private static int identityPort(Settings settings) {
        return settings.port(9003, "IDENTITY_PORT", "PORT");
    }

    private static String needed(Settings settings, String name) {
        return settings.text(name)
                .orElseThrow(() ->
                        new CommandFailure(
                                name
                                        + " is not set: it and SENTINEL_CLIENT_SECRET are the credential of the agent that calls"));
    }
}
