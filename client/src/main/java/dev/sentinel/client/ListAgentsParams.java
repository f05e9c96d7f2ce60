package dev.sentinel.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which agents to list. Start with {@link #firstPage} and narrow it. */
public record ListAgentsParams(
        int page,
        int limit,
        Optional<String> owner,
        Optional<String> agentType,
        Optional<String> status) {
    private static final int USUAL_LIMIT = 20;

    /** The 20 newest. */
    public static ListAgentsParams firstPage() {
        return page(1, USUAL_LIMIT);
    }

    /** A page, from 1, of at most 100. */
    public static ListAgentsParams page(int page, int limit) {
        return new ListAgentsParams(
                page, limit, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public ListAgentsParams ofOwner(String name) {
        return new ListAgentsParams(page, limit, Optional.of(name), agentType, status);
    }

    public ListAgentsParams ofType(String type) {
        return new ListAgentsParams(page, limit, owner, Optional.of(type), status);
    }

    public ListAgentsParams ofStatus(String word) {
        return new ListAgentsParams(page, limit, owner, agentType, Optional.of(word));
    }

    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("page", Integer.toString(page));
        query.put("limit", Integer.toString(limit));
        owner.ifPresent(name -> query.put("owner", name));
        agentType.ifPresent(type -> query.put("agentType", type));
        status.ifPresent(word -> query.put("status", word));
        return query;
    }
}
