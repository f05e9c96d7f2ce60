package dev.sentinel.identity.agent;

import java.util.Optional;

/** Which agents a list shows; what is empty does not narrow it. */
record AgentFilter(
        Optional<String> owner, Optional<AgentType> type, Optional<AgentStatus> status) {}
