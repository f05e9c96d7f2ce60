package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientAuthMethod;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.MachineSecrets;
import dev.sentinel.identity.credential.SecretMac;
import dev.sentinel.trust.token.CompactJws;
import dev.sentinel.trust.token.Confirmation;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/**
 * The first phase of every grant: who is asking (RFC 6749 section 2.3). Every method ends in the
 * same {@link AuthenticatedClient}; a client that has registered one method cannot use another.
 */
public final class ClientAuthentication {
    private static final SecretMac NOBODY = new SecretMac(new byte[32]);

    private final MachineSecrets secrets;
    private final ClientAssertions assertions;
    private final RemoteJwks remoteKeys;
    private final CertificateAuthorities authorities;
    private final Clock clock;

    public ClientAuthentication(
            MachineSecrets secrets, TokenConfig config, RemoteJwks remoteKeys, Clock clock) {
        this.secrets = secrets;
        this.assertions = new ClientAssertions(config, clock);
        this.remoteKeys = remoteKeys;
        this.authorities = new CertificateAuthorities(config.certificates().authorities(), clock);
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
            case ClientProof.SecretPost(_, var secret) ->
                    bySecret(client, secret, ClientAuthMethod.CLIENT_SECRET_POST);
            case ClientProof.SecretBasic(_, var secret) ->
                    bySecret(client, secret, ClientAuthMethod.CLIENT_SECRET_BASIC);
            case ClientProof.Assertion assertion -> byAssertion(client, assertion);
            case ClientProof.Certificate certificate -> byCertificate(client, certificate);
        };
    }

    private Judgement bySecret(Optional<Client> client, Secret secret, ClientAuthMethod method) {
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
                new AuthenticatedClient(client.get(), key, key.get().id(), Optional.empty()),
                method,
                Optional.empty());
    }

    private Judgement byAssertion(Optional<Client> client, ClientProof.Assertion proof) {
        if (client.isEmpty()) {
            return new Judgement.NotAuthenticated("unknown client");
        }
        if (!isRegistered(client.get(), ClientAuthMethod.PRIVATE_KEY_JWT)) {
            // Judged first: nobody else's client makes us fetch keys.
            return notRegistered(ClientAuthMethod.PRIVATE_KEY_JWT);
        }
        String kid = CompactJws.parse(proof.jwt()).map(CompactJws::kid).orElse("");
        List<ClientPublicKey> keys = publicKeys(client.get(), key -> key.key().kid().equals(kid));
        return switch (assertions.judge(proof.jwt(), proof.clientId(), keys)) {
            case ClientAssertions.Verdict.Bad(var reason) -> new Judgement.NotAuthenticated(reason);
            case ClientAssertions.Verdict.Good(var key, var use) ->
                    shown(
                            new AuthenticatedClient(
                                    client.get(), Optional.empty(), key.id(), Optional.empty()),
                            ClientAuthMethod.PRIVATE_KEY_JWT,
                            Optional.of(use));
        };
    }

    private Judgement byCertificate(Optional<Client> client, ClientProof.Certificate proof) {
        if (client.isEmpty()) {
            return new Judgement.NotAuthenticated("unknown client");
        }
        return switch (client.get()
                .metadata()
                .authMethod()
                .orElse(ClientAuthMethod.CLIENT_SECRET_BASIC)) {
            case TLS_CLIENT_AUTH -> byName(client.get(), proof);
            case SELF_SIGNED_TLS_CLIENT_AUTH -> byKey(client.get(), proof);
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT ->
                    new Judgement.NotAuthenticated("not registered for a certificate");
        };
    }

    /** RFC 8705 section 2.1: an authority that we trust says that this is its name. */
    private Judgement byName(Client client, ClientProof.Certificate proof) {
        if (!authorities.vouchFor(proof.chain())) {
            return new Judgement.NotAuthenticated(
                    "certificate is not a client's of a trusted authority, or not good now");
        }
        // Compared as names are (RFC 4518), not as they are spelt.
        if (client.metadata()
                .subjectDn()
                .map(X500Principal::new)
                .filter(proof.own().getSubjectX500Principal()::equals)
                .isEmpty()) {
            return new Judgement.NotAuthenticated("certificate is of another subject");
        }
        CredentialId id =
                new CredentialId(client.id().keyCredential(Confirmation.thumbprint(proof.own())));
        return byCertificate(client, proof, id, ClientAuthMethod.TLS_CLIENT_AUTH);
    }

    /** RFC 8705 section 2.2: it is one that the client has registered; who signed it is nobody. */
    private Judgement byKey(Client client, ClientProof.Certificate proof) {
        Optional<ClientPublicKey> key =
                publicKeys(client, each -> each.isOf(proof.own())).stream()
                        .filter(each -> each.isOf(proof.own()))
                        .findFirst();
        if (key.isEmpty()) {
            return new Judgement.NotAuthenticated("certificate is not a registered one");
        }
        try {
            proof.own().checkValidity(Date.from(clock.instant()));
        } catch (CertificateException _) {
            return new Judgement.NotAuthenticated("certificate is not good now");
        }
        return byCertificate(
                client, proof, key.get().id(), ClientAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
    }

    private static Judgement byCertificate(
            Client client,
            ClientProof.Certificate proof,
            CredentialId id,
            ClientAuthMethod method) {
        return shown(
                new AuthenticatedClient(client, Optional.empty(), id, Optional.of(proof.own())),
                method,
                Optional.empty());
    }

    private List<ClientPublicKey> publicKeys(Client client, Predicate<ClientPublicKey> wanted) {
        return client.metadata()
                .jwksUri()
                .map(address -> remoteKeys.keys(client.id(), address, wanted))
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
        private final Optional<X509Certificate> certificate;

        private AuthenticatedClient(
                Client client,
                Optional<ClientKey> secret,
                CredentialId credential,
                Optional<X509Certificate> certificate) {
            this.client = client;
            this.secret = secret;
            this.credential = credential;
            this.certificate = certificate;
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

        /** The certificate that it showed, when it authenticated with it. */
        Optional<X509Certificate> certificate() {
            return certificate;
        }

        /** Names what it showed, whatever that was. */
        CredentialId credential() {
            return credential;
        }
    }
}
