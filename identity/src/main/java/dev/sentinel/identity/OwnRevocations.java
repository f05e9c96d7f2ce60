package dev.sentinel.identity;

import dev.sentinel.identity.revocation.Revocation;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.token.Clients;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.Revocations;
import java.time.Clock;
import java.time.Duration;

/** What this process does on each revocation: forget the client, refuse the tokens. */
final class OwnRevocations implements RevocationLog.Listener {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(10);

    private final Clients clients;
    private final Revocations inForce;

    OwnRevocations(Clients clients, Clock clock) {
        this.clients = clients;
        this.inForce = Revocations.following(clock, MAX_STALENESS);
    }

    /** For the verifier of this process. */
    Revocations inForce() {
        return inForce;
    }

    @Override
    public void revoked(Revocation revocation) {
        clients.revoked(revocation);
        inForce.apply(
                new dev.sentinel.trust.revocation.Revocation(
                        revocation.seq(),
                        kind(revocation),
                        revocation.id(),
                        revocation.notBefore(),
                        revocation.expiresAt()));
    }

    @Override
    public void upToDate() {
        inForce.heard();
    }

    private static Kind kind(Revocation revocation) {
        return switch (revocation.kind()) {
            case TOKEN -> Kind.TOKEN;
            case CREDENTIAL -> Kind.CREDENTIAL;
            case PRINCIPAL -> Kind.PRINCIPAL;
        };
    }
}
