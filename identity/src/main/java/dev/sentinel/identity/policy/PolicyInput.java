package dev.sentinel.identity.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy is asked.
 *
 * @param endpoint the route, as {@code METHOD:/path} with ids as {@code :id} and {@code :credId}
 * @param path the request's path, ids and all
 * @param scopes what the token carries and what that implies
 * @param agentId the caller
 */
record PolicyInput(
        String endpoint, String method, String path, List<String> scopes, String agentId) {

    PolicyInput {
        scopes = List.copyOf(scopes);
    }

    /** Exactly the four members of contract agentidp.md section 8. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("method", method);
        json.put("path", path);
        json.put("scopes", scopes);
        json.put("agentId", agentId);
        return json;
    }
}
