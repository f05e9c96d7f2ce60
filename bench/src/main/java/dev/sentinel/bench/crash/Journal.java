package dev.sentinel.bench.crash;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What callers know: what was answered, and what they asked for without getting an answer. All
 * methods may be called by any thread.
 */
final class Journal {
    private final Map<String, Set<String>> answeredTokens = new HashMap<>();
    private final Map<String, Long> unansweredTokens = new HashMap<>();
    private final Map<String, String> answeredAgents = new HashMap<>();
    private final Set<String> unansweredAgents = new HashSet<>();
    private final Map<String, Long> answeredChanges = new HashMap<>();
    private final Map<String, Long> unansweredChanges = new HashMap<>();

    synchronized void tokenAnswered(String client, String tokenId) {
        if (!answeredTokens.computeIfAbsent(client, _ -> new HashSet<>()).add(tokenId)) {
            throw new IllegalStateException("token " + tokenId + " was answered twice");
        }
    }

    synchronized void tokenUnanswered(String client) {
        unansweredTokens.merge(client, 1L, Long::sum);
    }

    synchronized void agentAnswered(String email, String agentId) {
        answeredAgents.put(email, agentId);
    }

    synchronized void agentUnanswered(String email) {
        unansweredAgents.add(email);
    }

    synchronized void changeAnswered(String agentId) {
        answeredChanges.merge(agentId, 1L, Long::sum);
    }

    synchronized void changeUnanswered(String agentId) {
        unansweredChanges.merge(agentId, 1L, Long::sum);
    }

    synchronized Set<String> answeredTokens(String client) {
        return Set.copyOf(answeredTokens.getOrDefault(client, Set.of()));
    }

    synchronized long unansweredTokens(String client) {
        return unansweredTokens.getOrDefault(client, 0L);
    }

    synchronized Map<String, String> answeredAgents() {
        return Map.copyOf(answeredAgents);
    }

    synchronized Set<String> unansweredAgents() {
        return Set.copyOf(unansweredAgents);
    }

    synchronized long answeredChanges(String agentId) {
        return answeredChanges.getOrDefault(agentId, 0L);
    }

    synchronized long unansweredChanges(String agentId) {
        return unansweredChanges.getOrDefault(agentId, 0L);
    }

    synchronized long answered() {
        return answeredTokens.values().stream().mapToLong(Set::size).sum()
                + answeredAgents.size()
                + sum(answeredChanges);
    }

    synchronized long unanswered() {
        return sum(unansweredTokens) + unansweredAgents.size() + sum(unansweredChanges);
    }

    /** In words, for the table. */
    synchronized String totals() {
        return "%d tokens (%d unanswered), %d agents (%d), %d changes (%d)"
                .formatted(
                        answeredTokens.values().stream().mapToLong(Set::size).sum(),
                        sum(unansweredTokens),
                        answeredAgents.size(),
                        unansweredAgents.size(),
                        sum(answeredChanges),
                        sum(unansweredChanges));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
