package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientAuthMethod;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.MachineSecrets;
import dev.sentinel.identity.credential.SecretMac;
import dev.sentinel.trust.token.CompactJws;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first phase of every grant: who is asking (RFC 6749 section 2.3). Every method ends in the
 * same {@link AuthenticatedClient}; a client that has registered one method cannot use another.
 */
public final class ClientAuthentication {
    private static final SecretMac NOBODY = new SecretMac(new byte[32]);

    private final MachineSecrets secrets;
    private final ClientAssertions assertions;
    private final RemoteJwks remoteKeys;
    private final Clock clock;

    public ClientAuthentication(
            MachineSecrets secrets, String issuer, RemoteJwks remoteKeys, Clock clock) {
        this.secrets = secrets;
        this.assertions = new ClientAssertions(issuer, clock);
        this.remoteKeys = remoteKeys;
        this.clock = clock;
    }

    /** Every way authentication can end. */
    sealed interface Judgement {
        /**
         * Shown.
         *
         * @param use what the proof may be used for once; whoever goes on must take it
         */
        record Authenticated(AuthenticatedClient client, Optional<OneTime> use)
                implements Judgement {}

        /** Unknown, or a wrong, revoked or expired proof: which one, only the audit log says. */
        record NotAuthenticated(String reason) implements Judgement {}

        /** It is who it says, but gets no tokens. */
        record NotActive(AgentStatus status) implements Judgement {}
    }

    /** Judges a proof against what is known of the client that it claims. */
    Judgement judge(Optional<Client> client, ClientProof proof) {
        return switch (proof) {
            case ClientProof.SecretPost(_, var secret) -> bySecret(client, secret, proof);
            case ClientProof.SecretBasic(_, var secret) -> bySecret(client, secret, proof);
            case ClientProof.Assertion(_, var jwt) -> byAssertion(client, jwt, proof);
        };
    }

    private Judgement bySecret(Optional<Client> client, Secret secret, ClientProof proof) {
        SecretMac given = secrets.mac(secret);
        if (client.isEmpty()) {
            // The same work as for a known one: the delay must not tell which ids exist.
            boolean _ = NOBODY.matches(given);
            return new Judgement.NotAuthenticated("unknown client");
        }
        Optional<ClientKey> key = secrets.find(client.get().keys(), ClientKey::kept, given);
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
        return shown(
                new AuthenticatedClient(client.get(), key, key.get().id()),
                proof.method(),
                Optional.empty());
    }

    private Judgement byAssertion(Optional<Client> client, String jwt, ClientProof proof) {
        if (client.isEmpty()) {
            return new Judgement.NotAuthenticated("unknown client");
        }
        if (!isRegistered(client.get(), proof.method())) {
            // Judged first: nobody else's client makes us fetch keys.
            return notRegistered(proof.method());
        }
        return switch (assertions.judge(jwt, proof.clientId(), publicKeys(client.get(), jwt))) {
            case ClientAssertions.Verdict.Bad(var reason) -> new Judgement.NotAuthenticated(reason);
            case ClientAssertions.Verdict.Good(var key, var use) ->
                    shown(
                            new AuthenticatedClient(client.get(), Optional.empty(), key.id()),
                            proof.method(),
                            Optional.of(use));
        };
    }

    private List<ClientPublicKey> publicKeys(Client client, String jwt) {
        return client.metadata()
                .jwksUri()
                .map(address ->
                        remoteKeys.keys(
                                client.id(),
                                address,
                                CompactJws.parse(jwt).map(CompactJws::kid).orElse("")))
                .orElse(client.publicKeys());
    }

    private static Judgement shown(
            AuthenticatedClient client, ClientAuthMethod method, Optional<OneTime> use) {
        if (!isRegistered(client.client(), method)) {
            return notRegistered(method);
        }
        return client.client().status() == AgentStatus.ACTIVE
                ? new Judgement.Authenticated(client, use)
                : new Judgement.NotActive(client.client().status());
    }

    /** Without a registered method: a secret, in either way; never a stronger one in its place. */
    private static boolean isRegistered(Client client, ClientAuthMethod method) {
        return client.metadata()
                .authMethod()
                .map(method::equals)
                .orElse(
                        method == ClientAuthMethod.CLIENT_SECRET_BASIC
                                || method == ClientAuthMethod.CLIENT_SECRET_POST);
    }

    private static Judgement notRegistered(ClientAuthMethod method) {
        return new Judgement.NotAuthenticated("not registered for " + method.word());
    }

    /**
     * A client that has shown who it is. Nobody else can make one, so a grant that skips this phase
     * does not compile.
     */
    static final class AuthenticatedClient {
        private final Client client;
        private final Optional<ClientKey> secret;
        private final CredentialId credential;

        private AuthenticatedClient(
                Client client, Optional<ClientKey> secret, CredentialId credential) {
            this.client = client;
            this.secret = secret;
            this.credential = credential;
        }

        Client client() {
            return client;
        }

        /** What its tokens may carry: all of the client's, unless what it showed allows less. */
        Set<Scope> scopes() {
            return secret.flatMap(ClientKey::scopes)
                    .map(allowed ->
                            client.scopes().stream()
                                    .filter(allowed::contains)
                                    .collect(Collectors.toUnmodifiableSet()))
                    .orElse(client.scopes());
        }

        /** The secret that it showed, when it did. */
        Optional<ClientKey> secret() {
            return secret;
        }

        /** Names what it showed, whatever that was. */
        CredentialId credential() {
            return credential;
        }
    }
}
