package dev.sentinel.identity.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which agents a list shows; what is empty does not narrow it. */
record AgentFilter(Optional<String> owner, Optional<AgentType> type, Optional<AgentStatus> status) {

    boolean isOpen() {
        return owner.isEmpty() && type.isEmpty() && status.isEmpty();
    }

    /** Every filter that shows this agent, but for the open one. */
    static List<AgentFilter> showing(Agent agent) {
        List<AgentFilter> filters = new ArrayList<>();
        for (int parts = 1; parts < 8; parts++) {
            filters.add(
                    new AgentFilter(
                            Optional.of(agent.owner()).filter(part(parts, 1)),
                            Optional.of(agent.type()).filter(part(parts, 2)),
                            Optional.of(agent.status()).filter(part(parts, 4))));
        }
        return filters;
    }

    private static Predicate<Object> part(int parts, int bit) {
        return _ -> (parts & bit) != 0;
    }
}
