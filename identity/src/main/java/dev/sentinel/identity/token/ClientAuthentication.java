package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.credential.MachineSecrets;
import dev.sentinel.identity.credential.SecretMac;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The first phase of every grant: who is asking (RFC 6749 section 2.3). */
final class ClientAuthentication {
    private static final SecretMac NOBODY = new SecretMac(new byte[32]);

    private final MachineSecrets secrets;
    private final Clock clock;

    ClientAuthentication(MachineSecrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Every way authentication can end. */
    sealed interface Judgement {
        record Authenticated(AuthenticatedClient client) implements Judgement {}

        /** Unknown, or a wrong, revoked or expired secret: which one, only the audit log says. */
        record NotAuthenticated(String reason) implements Judgement {}

        /** It is who it says, but gets no tokens. */
        record NotActive(AgentStatus status) implements Judgement {}
    }

    /** Judges a proof against what is known of the client that it claims. */
    Judgement judge(Optional<Client> client, ClientProof proof) {
        SecretMac given = secrets.mac(secret(proof));
        if (client.isEmpty()) {
            // The same work as for a known one: the delay must not tell which ids exist.
            boolean _ = NOBODY.matches(given);
            return new Judgement.NotAuthenticated("unknown client");
        }
        Optional<ClientKey> key = match(client.get(), given);
        if (key.isEmpty()) {
            return new Judgement.NotAuthenticated("wrong or revoked secret");
        }
        Instant now = clock.instant();
        // Tokens end with what they were issued for, and their times are whole seconds.
        if (key.get()
                .expiresAt()
                .filter(end -> !now.isBefore(end.truncatedTo(ChronoUnit.SECONDS)))
                .isPresent()) {
            return new Judgement.NotAuthenticated("expired secret");
        }
        if (client.get().status() != AgentStatus.ACTIVE) {
            return new Judgement.NotActive(client.get().status());
        }
        return new Judgement.Authenticated(new AuthenticatedClient(client.get(), key.get()));
    }

    /** Compares with all, also after a match: the delay must not tell which one it was. */
    private static Optional<ClientKey> match(Client client, SecretMac given) {
        Optional<ClientKey> match = Optional.empty();
        for (ClientKey key : client.keys()) {
            if (key.mac().matches(given)) {
                match = Optional.of(key);
            }
        }
        return match;
    }

    private static Secret secret(ClientProof proof) {
        return switch (proof) {
            case ClientProof.SecretPost(_, var secret) -> secret;
            case ClientProof.SecretBasic(_, var secret) -> secret;
        };
    }

    /**
     * A client that has shown who it is. Nobody else can make one, so a grant that skips this phase
     * does not compile.
     */
    static final class AuthenticatedClient {
        private final Client client;
        private final ClientKey key;

        private AuthenticatedClient(Client client, ClientKey key) {
            this.client = client;
            this.key = key;
        }

        Client client() {
            return client;
        }

        /** What its tokens may carry: all of the client's, unless what it showed allows less. */
        Set<Scope> scopes() {
            return key.scopes()
                    .map(allowed ->
                            client.scopes().stream()
                                    .filter(allowed::contains)
                                    .collect(Collectors.toUnmodifiableSet()))
                    .orElse(client.scopes());
        }

        /** What it showed. */
        ClientKey key() {
            return key;
        }
    }
}
