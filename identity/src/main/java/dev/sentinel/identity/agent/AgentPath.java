package dev.sentinel.identity.agent;

import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;

/** The {@code {agentId}} in the path of whatever belongs to an agent. */
public final class AgentPath {
    private static final String AGENT_ID = "agentId";

    private AgentPath() {}

    /** Which agent it names; a text that is no id names none. */
    public static AgentId agentId(Request request) {
        return AgentId.parse(request.pathParam(AGENT_ID)).orElseThrow(() -> noSuchAgent(request));
    }

    /** 404: the same for an agent of another workspace, so that nobody learns which ids exist. */
    public static Problem noSuchAgent(Request request) {
        String id = request.pathParam(AGENT_ID);
        return Problem.notFound("AGENT_NOT_FOUND", "no agent " + id).detail(AGENT_ID, id);
    }
}
