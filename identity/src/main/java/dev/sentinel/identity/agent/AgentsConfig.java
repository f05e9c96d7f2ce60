package dev.sentinel.identity.agent;

/**
 * Limits of the registry.
 *
 * @param maxAgents living agents of a workspace; decommissioned ones do not count; 0: no limit
 * @param suspension what becomes of the tokens of an agent that is suspended
 */
public record AgentsConfig(long maxAgents, Suspension suspension) {
    public static final long FREE_TIER = 100;

    /** When a suspended agent's live tokens end. New ones it gets at no time. */
    public enum Suspension {
        AT_ONCE,
        /** As in the original AgentIdP: they live on for the rest of their hour. */
        AT_EXPIRY;

        /**
         * As {@code AGENT_SUSPENSION} says it.
         *
         * @throws IllegalArgumentException when it is neither word
         */
        public static Suspension ofWord(String word) {
            return switch (word) {
                case "at_once" -> AT_ONCE;
                case "at_expiry" -> AT_EXPIRY;
                default -> throw new IllegalArgumentException("is neither at_once nor at_expiry");
            };
        }
    }
}
