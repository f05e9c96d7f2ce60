package dev.sentinel.identity.policy;

/** Decides from memory whether a token may use an endpoint. Safe for many threads at once. */
interface Policy {
    Decision decide(PolicyInput input);

    /** Who may use an endpoint, in the words of the route matrix. */
    String describe(String endpoint);

    /**
     * A policy's answer (contract agentidp.md section 8).
     *
     * @param reason why not; empty when allowed
     */
    record Decision(boolean allow, String reason) {
        static final Decision ALLOWED = new Decision(true, "");

        static Decision denied(String reason) {
            return new Decision(false, reason);
        }
    }
}
