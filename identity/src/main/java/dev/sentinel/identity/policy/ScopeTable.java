package dev.sentinel.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The policy in {@code data/scopes.json}: for each endpoint the scopes that a token needs, all of
 * them (contract agentidp.md section 8). An endpoint that is not in it is for nobody.
 */
final class ScopeTable implements Policy {
    private static final String MEMBER = "endpoint_permissions";
    private static final int MAX_ENDPOINTS = 1_000;
    private static final int MAX_SCOPES = 20;
    private static final Pattern ENDPOINT =
            Pattern.compile("(GET|POST|PUT|PATCH|DELETE):(/:?[A-Za-z0-9._-]+)+");
    private static final Pattern SCOPE = Pattern.compile("[a-z][a-z0-9_:-]{0,63}");

    private final Map<String, List<String>> required;

    private ScopeTable(Map<String, List<String>> required) {
        this.required = Map.copyOf(required);
    }

    /** Reads the file's bytes; {@code file} is for messages. */
    static ScopeTable parse(byte[] bytes, String file) throws PolicyRefused {
        JsonNode root;
        try {
            root = Json.read(bytes);
        } catch (JsonProcessingException malformed) {
            throw new PolicyRefused(
                    file + " is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        JsonNode endpoints = root.path(MEMBER);
        if (!root.isObject() || root.size() != 1 || !endpoints.isObject()) {
            throw new PolicyRefused(
                    file + " must be an object with the one member " + MEMBER + ", an object");
        }
        if (endpoints.isEmpty() || endpoints.size() > MAX_ENDPOINTS) {
            throw new PolicyRefused(file + " must name 1 to " + MAX_ENDPOINTS + " endpoints");
        }
        Map<String, List<String>> required = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : endpoints.properties()) {
            required.put(endpoint(each.getKey(), file), scopes(each, file));
        }
        return new ScopeTable(required);
    }

    @Override
    public Decision decide(PolicyInput input) {
        List<String> needed = required.get(input.endpoint());
        if (needed == null) {
            return Decision.denied("no policy permits " + input.endpoint());
        }
        List<String> missing =
                needed.stream().filter(scope -> !input.scopes().contains(scope)).toList();
        return missing.isEmpty()
                ? Decision.ALLOWED
                : Decision.denied("scope " + String.join(" and ", missing) + " is required");
    }

    @Override
    public String describe(String endpoint) {
        List<String> needed = required.get(endpoint);
        return needed == null
                ? "no token"
                : needed.stream()
                        .map(scope -> "scope(" + scope + ")")
                        .collect(Collectors.joining(" and "));
    }

    private static String endpoint(String key, String file) throws PolicyRefused {
        if (!ENDPOINT.matcher(key).matches()) {
            throw new PolicyRefused(
                    file + ": '" + key + "' is no endpoint: use METHOD:/path, ids as :id");
        }
        return key;
    }

    private static List<String> scopes(Map.Entry<String, JsonNode> endpoint, String file)
            throws PolicyRefused {
        JsonNode list = endpoint.getValue();
        // An empty list would open the endpoint to every token: never by a slip of the pen.
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_SCOPES) {
            throw new PolicyRefused(
                    file
                            + ": "
                            + endpoint.getKey()
                            + " must be a list of 1 to "
                            + MAX_SCOPES
                            + " scopes");
        }
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : list) {
            if (!scope.isTextual() || !SCOPE.matcher(scope.textValue()).matches()) {
                throw new PolicyRefused(
                        file + ": " + endpoint.getKey() + " has " + scope + ", which is no scope");
            }
            scopes.add(scope.textValue());
        }
        return List.copyOf(scopes);
    }
}
