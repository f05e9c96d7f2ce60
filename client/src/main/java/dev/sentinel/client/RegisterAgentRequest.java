package dev.sentinel.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What {@link AgentsClient#registerAgent} sends.
 *
 * @param scopes what its tokens may carry; empty: the server's default
 */
public record RegisterAgentRequest(
        String email,
        String agentType,
        String version,
        List<String> capabilities,
        String owner,
        String deploymentEnv,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> scopes) {

    public RegisterAgentRequest {
        capabilities = List.copyOf(capabilities);
        scopes = List.copyOf(scopes);
    }

    /** Starts with type {@code custom}, version {@code 1.0.0}, environment {@code development}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Names each of seven texts where it is given. */
    public static final class Builder {
        private String email = "";
        private String agentType = "custom";
        private String version = "1.0.0";
        private List<String> capabilities = List.of();
        private String owner = "";
        private String deploymentEnv = "development";
        private List<String> scopes = List.of();

        private Builder() {}

        public Builder email(String value) {
            email = value;
            return this;
        }

        public Builder agentType(String value) {
            agentType = value;
            return this;
        }

        public Builder version(String value) {
            version = value;
            return this;
        }

        public Builder capabilities(String... values) {
            capabilities = List.of(values);
            return this;
        }

        public Builder owner(String value) {
            owner = value;
            return this;
        }

        public Builder deploymentEnv(String value) {
            deploymentEnv = value;
            return this;
        }

        public Builder scopes(String... values) {
            scopes = List.of(values);
            return this;
        }

        /** The server judges the values, not this client. */
        public RegisterAgentRequest build() {
            return new RegisterAgentRequest(
                    email, agentType, version, capabilities, owner, deploymentEnv, scopes);
        }
    }
}
