package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.agent.AgentsConfig.Suspension;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.util.ArrayList;
import java.util.List;

/** What a change of an agent means for the tokens that it has, and for those that it gets next. */
final class ChangedTokens {
    private final Revocations revocations;
    private final AgentStore store;
    private final AgentsConfig config;

    ChangedTokens(Revocations revocations, AgentStore store, AgentsConfig config) {
        this.revocations = revocations;
        this.store = store;
        this.config = config;
    }

    /** Decided in the transaction of the change; tell of them once it is committed. */
    List<Revocation> decided(Tx tx, Agent before, Agent after) {
        List<Revocation> decided = new ArrayList<>();
        if (losesTokens(before, after)) {
            Revocation revocation = revocations.principal(tx, after.id().value());
            store.tokensNotBefore(tx, after.id(), revocation.notBefore());
            decided.add(revocation);
        } else {
            decided.addAll(endTokensOfLostKeys(tx, before, after));
            decided.addAll(tellOfGain(tx, before, after));
            decided.addAll(tellOfSuspension(tx, before, after));
        }
        return decided;
    }

    /**
     * Live tokens end when the agent stops, when they carry scopes it has no longer, and when a way
     * in is closed.
     */
    private boolean losesTokens(Agent before, Agent after) {
        return stops(before, after)
                || !after.scopes().containsAll(before.scopes())
                || after.metadata().endsTokensOf(before.metadata());
    }

    private boolean stops(Agent before, Agent after) {
        return switch (after.status()) {
            case ACTIVE -> false;
            case SUSPENDED ->
                    before.status() == AgentStatus.ACTIVE
                            && config.suspension() == Suspension.AT_ONCE;
            // Also one whose tokens a suspension let live.
            case DECOMMISSIONED -> true;
        };
    }

    /** A key by value that is taken away ends the tokens that were issued with it, no others. */
    private List<Revocation> endTokensOfLostKeys(Tx tx, Agent before, Agent after) {
        return after.metadata().keysLostSince(before.metadata()).stream()
                .map(lost ->
                        revocations.credential(
                                tx, after.id().keyCredential(lost), after.id().value()))
                .toList();
    }

    /** Scopes that it is given count from its next token on, in every process. */
    private List<Revocation> tellOfGain(Tx tx, Agent before, Agent after) {
        return before.scopes().containsAll(after.scopes())
                ? List.of()
                : List.of(revocations.notice(tx, after.id().value()));
    }

    /** Its tokens live on, but no process may issue it another one from memory. */
    private List<Revocation> tellOfSuspension(Tx tx, Agent before, Agent after) {
        return before.status() == after.status()
                ? List.of()
                : List.of(revocations.notice(tx, after.id().value()));
    }
}
