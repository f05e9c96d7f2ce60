package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.concurrent.CompletableFuture;

/** The agent registry. Every call throws {@link AgentIdPException}. */
public final class AgentServiceClient {
    private static final String PATH = "/api/v1/agents";
    private static final TypeReference<Agent> AGENT = new TypeReference<>() {};

    private final Calls calls;

    AgentServiceClient(Calls calls) {
        this.calls = calls;
    }

    /** Registers; needs scope {@code agents:write}. */
    public Agent registerAgent(RegisterAgentRequest request) {
        return Wire.await(registerAgentAsync(request));
    }

    public CompletableFuture<Agent> registerAgentAsync(RegisterAgentRequest request) {
        return calls.json("POST", PATH, request, AGENT);
    }

    /** Newest first, one page. */
    public PaginatedAgents listAgents(ListAgentsParams params) {
        return Wire.await(listAgentsAsync(params));
    }

    public CompletableFuture<PaginatedAgents> listAgentsAsync(ListAgentsParams params) {
        return calls.get(PATH + Calls.query(params.query()), new TypeReference<>() {});
    }

    /** One agent. */
    public Agent getAgent(String agentId) {
        return Wire.await(getAgentAsync(agentId));
    }

    public CompletableFuture<Agent> getAgentAsync(String agentId) {
        return calls.get(path(agentId), AGENT);
    }

    /** Changes what the request names. */
    public Agent updateAgent(String agentId, UpdateAgentRequest request) {
        return Wire.await(updateAgentAsync(agentId, request));
    }

    public CompletableFuture<Agent> updateAgentAsync(String agentId, UpdateAgentRequest request) {
        return calls.json("PATCH", path(agentId), request, AGENT);
    }

    /** For good: its credentials and tokens end with it. */
    public void decommissionAgent(String agentId) {
        Wire.await(decommissionAgentAsync(agentId));
    }

    public CompletableFuture<Void> decommissionAgentAsync(String agentId) {
        return calls.delete(path(agentId));
    }

    static String path(String agentId) {
        return PATH + "/" + Calls.segment(agentId);
    }
}
