package dev.sentinel.identity.bootstrap;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.Agent;
import dev.sentinel.identity.agent.AgentChanges;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.agent.Registrations;
import dev.sentinel.identity.credential.Credentials;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.revocation.Revocation;
import java.util.ArrayList;
import java.util.List;

/** Makes the agent whose credential opens everything else in a workspace. */
public final class FirstAdministrator {
    /** RFC 2606 section 2: nobody has an address there, so nobody else is taken for it. */
    private static final String DOMAIN = "@bootstrap.invalid";

    private final Database database;
    private final Agents agents;
    private final Registrations registrations;
    private final AgentChanges changes;
    private final Credentials credentials;
    private final Revocations revocations;

    public FirstAdministrator(
            Database database,
            Agents agents,
            Registrations registrations,
            AgentChanges changes,
            Credentials credentials,
            Revocations revocations) {
        this.database = database;
        this.agents = agents;
        this.registrations = registrations;
        this.changes = changes;
        this.credentials = credentials;
        this.revocations = revocations;
    }

    /** An agent with scope {@code admin}, as far as a person needs to tell it from others. */
    public record Administrator(String clientId, String email, String owner) {
        private static Administrator of(Agent agent) {
            return new Administrator(agent.id().toString(), agent.email(), agent.owner());
        }
    }

    /** Every way to end. */
    public sealed interface Outcome {
        /**
         * A new one, its secret to be shown this once.
         *
         * @param ended those that it takes the place of
         * @param others administrators that were made in other ways and stay
         */
        record Made(
                String clientId,
                Secret secret,
                List<Administrator> ended,
                List<Administrator> others)
                implements Outcome {
            public Made {
                ended = List.copyOf(ended);
                others = List.copyOf(others);
            }
        }

        /** The database is empty: the program has not migrated it yet. */
        record NoTables() implements Outcome {}

        /** The workspace has these already: nothing was changed. */
        record Exists(List<Administrator> administrators) implements Outcome {
            public Exists {
                administrators = List.copyOf(administrators);
            }
        }
    }

    /** Makes one, unless the workspace has an administrator. */
    public Outcome make(String workspace, String owner) {
        return database.transaction(tx -> {
            if (!agents.haveTables(tx)) {
                return new Outcome.NoTables();
            }
            List<Agent> there = agents.heldAdministrators(tx, workspace);
            return there.isEmpty()
                    ? made(tx, owner, system(workspace), List.of(), List.of())
                    : new Outcome.Exists(there.stream().map(Administrator::of).toList());
        });
    }

    /**
     * Makes one and ends those that were made here before, with their credentials and tokens. What
     * an administrator has made through the API stays.
     */
    public Outcome replace(String workspace, String owner) {
        List<Revocation> decided = new ArrayList<>();
        Outcome outcome =
                database.transaction(tx -> {
                    if (!agents.haveTables(tx)) {
                        return new Outcome.NoTables();
                    }
                    Requester by = system(workspace);
                    List<Agent> ended = new ArrayList<>();
                    List<Agent> others = new ArrayList<>();
                    for (Agent agent : agents.heldAdministrators(tx, workspace)) {
                        (agent.email().endsWith(DOMAIN) ? ended : others).add(agent);
                    }
                    // Before the new one is made: locks are taken in the order that all others do.
                    ended.forEach(agent -> decided.addAll(changes.end(tx, agent, by)));
                    return made(tx, owner, by, ended, others);
                });
        revocations.committed(decided);
        return outcome;
    }

    private Outcome made(Tx tx, String owner, Requester by, List<Agent> ended, List<Agent> others) {
        Agent agent = registrations.registerAdministrator(tx, DOMAIN, owner, by);
        return new Outcome.Made(
                agent.id().toString(),
                credentials.first(tx, agent, by),
                ended.stream().map(Administrator::of).toList(),
                others.stream().map(Administrator::of).toList());
    }

    private static Requester system(String workspace) {
        return Requester.system("bootstrap", workspace);
    }
}
