package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** The agent registry. Every call throws {@link AgentIdPException}. */
public final class AgentsClient {
    private static final String PATH = "/api/v1/agents";

    private final Wire wire;
    private final Supplier<String> tokens;

    AgentsClient(Wire wire, Supplier<String> tokens) {
        this.wire = wire;
        this.tokens = tokens;
    }

    /** Registers; needs scope {@code agents:write}. */
    public Agent registerAgent(RegisterAgentRequest request) {
        return wire.call("POST", PATH, tokens.get(), request, new TypeReference<Agent>() {});
    }

    /** Newest first, from page 1; at most 100 rows a page. */
    public Page<Agent> listAgents(int page, int limit) {
        String query = "?page=" + page + "&limit=" + limit;
        return wire.call("GET", PATH + query, tokens.get(), new TypeReference<Page<Agent>>() {});
    }

    /** One agent. */
    public Agent getAgent(String agentId) {
        return wire.call("GET", path(agentId), tokens.get(), new TypeReference<Agent>() {});
    }

    /** Changes the named fields, for example {@code Map.of("status", "suspended")}. */
    public Agent updateAgent(String agentId, Map<String, Object> changes) {
        return wire.call(
                "PATCH", path(agentId), tokens.get(), changes, new TypeReference<Agent>() {});
    }

    /** For good: its credentials and tokens end with it. */
    public void decommissionAgent(String agentId) {
        wire.call("DELETE", path(agentId), tokens.get());
    }

    static String path(String agentId) {
        return PATH + "/" + URLEncoder.encode(agentId, StandardCharsets.UTF_8);
    }
}
