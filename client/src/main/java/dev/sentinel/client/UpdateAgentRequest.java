package dev.sentinel.client;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link AgentServiceClient#updateAgent} changes: only what is named. */
public record UpdateAgentRequest(@JsonValue Map<String, Object> changes) {

    public UpdateAgentRequest {
        changes = Map.copyOf(changes);
    }

    /** Changes nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Stops the agent, with its live tokens. */
    public static UpdateAgentRequest suspend() {
        return builder().status("suspended").build();
    }

    /** Lets it work again. */
    public static UpdateAgentRequest reactivate() {
        return builder().status("active").build();
    }

    /** Names each field where it is given. */
    public static final class Builder {
        private final Map<String, Object> changes = new LinkedHashMap<>();

        private Builder() {}

        public Builder agentType(String value) {
            return with("agentType", value);
        }

        public Builder version(String value) {
            return with("version", value);
        }

        public Builder capabilities(String... values) {
            return with("capabilities", List.of(values));
        }

        public Builder owner(String value) {
            return with("owner", value);
        }

        public Builder deploymentEnv(String value) {
            return with("deploymentEnv", value);
        }

        public Builder scopes(String... values) {
            return with("scopes", List.of(values));
        }

        /** {@code active} or {@code suspended}. */
        public Builder status(String value) {
            return with("status", value);
        }

        /** The server judges the values, not this client. */
        public UpdateAgentRequest build() {
            return new UpdateAgentRequest(changes);
        }

        private Builder with(String name, Object value) {
            changes.put(name, value);
            return this;
        }
    }
}
