package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.web.JsonBody;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a request says about an agent. Every refusal names the field and what would do. */
final class AgentBodies {
    private static final int MAX_LIST = 100;
    private static final int MAX_CAPABILITY = 128;

    /**
     * As browsers judge an address (WHATWG HTML, "valid email address"), with a dot in the host.
     */
    private static final Pattern EMAIL =
            Pattern.compile(
                    "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]++@"
                            + "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+"
                            + "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");

    /** The pattern of semver.org, version 2.0.0. */
    private static final Pattern VERSION =
            Pattern.compile(
                    "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
                            + "(-((0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
                            + "(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
                            + "(\\+([0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*))?");

    private static final Pattern CAPABILITY =
            Pattern.compile("[a-z][a-z0-9_-]*:([a-z][a-z0-9_-]*|\\*)");

    /**
     * A name that people will read in lists and logs: something to see, no control characters or
     * line ends, which forge lines of a log, and none that turn the direction of the text round.
     */
    private static final Pattern OWNER =
            Pattern.compile(
                    "(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])"
                            + "[^\\p{Cc}\\p{Zl}\\p{Zp}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]+",
                    Pattern.DOTALL);

    private AgentBodies() {}

    static NewAgent registration(JsonBody body) {
        NewAgent agent =
                new NewAgent(
                        body.matching("email", 255, EMAIL, "an address such as bot@example.com"),
                        body.oneOf("agentType", AgentType.class),
                        version(body),
                        capabilities(body),
                        owner(body),
                        body.oneOf("deploymentEnv", DeploymentEnv.class),
                        scopes(body),
                        metadata(body));
        body.refuseUnknown();
        return agent;
    }

    static AgentChange change(JsonBody body) {
        if (body.has("email")) {
            throw body.invalid("email", "cannot be changed: register another agent");
        }
        AgentChange change =
                new AgentChange(
                        body.optionalOneOf("agentType", AgentType.class),
                        body.has("version") ? Optional.of(version(body)) : Optional.empty(),
                        body.has("capabilities")
                                ? Optional.of(capabilities(body))
                                : Optional.empty(),
                        body.has("owner") ? Optional.of(owner(body)) : Optional.empty(),
                        body.optionalOneOf("deploymentEnv", DeploymentEnv.class),
                        scopes(body),
                        status(body),
                        ClientMetadataChange.read(body));
        body.refuseUnknown();
        if (change.isEmpty()) {
            throw body.invalid("the body", "must name at least one field to change");
        }
        return change;
    }

    private static ClientMetadata metadata(JsonBody body) {
        ClientMetadata metadata = ClientMetadataChange.read(body).appliedTo(ClientMetadata.NONE);
        if (metadata.fault().isPresent()) {
            throw body.invalid(metadata.fault().get().field(), metadata.fault().get().what());
        }
        return metadata;
    }

    private static Optional<AgentStatus> status(JsonBody body) {
        Optional<AgentStatus> status = body.optionalOneOf("status", AgentStatus.class);
        if (status.filter(AgentStatus.DECOMMISSIONED::equals).isPresent()) {
            throw body.invalid("status", "is set to decommissioned by DELETE, which is final");
        }
        return status;
    }

    private static String owner(JsonBody body) {
        return body.matching(
                "owner", 128, OWNER, "a name of visible characters, without line ends");
    }

    private static String version(JsonBody body) {
        return body.matching("version", 64, VERSION, "a semantic version such as 1.4.0-beta");
    }

    private static List<String> capabilities(JsonBody body) {
        List<String> capabilities = body.texts("capabilities", MAX_LIST, MAX_CAPABILITY);
        if (capabilities.isEmpty()) {
            throw body.invalid("capabilities", "must have at least one item such as data:read");
        }
        for (String capability : capabilities) {
            if (!CAPABILITY.matcher(capability).matches()) {
                throw body.invalid(
                        "capabilities",
                        "holds '" + capability + "': use resource:action such as data:read");
            }
        }
        return capabilities.stream().distinct().toList();
    }

    private static Optional<Set<Scope>> scopes(JsonBody body) {
        if (!body.has("scopes")) {
            return Optional.empty();
        }
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : body.texts("scopes", MAX_LIST, MAX_CAPABILITY)) {
            scopes.add(
                    Scope.find(word)
                            .orElseThrow(() ->
                                    body.invalid(
                                            "scopes",
                                            "holds '" + word + "': known are " + known())));
        }
        return Optional.of(Collections.unmodifiableSet(scopes));
    }

    private static String known() {
        return String.join(", ", Arrays.stream(Scope.values()).map(Scope::word).toList());
    }
}
