package dev.sentinel.identity;

import dev.sentinel.identity.revocation.LoggedRevocation;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.token.Clients;
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
    public void revoked(LoggedRevocation logged) {
        logged.clientId().ifPresent(clients::forget);
        inForce.apply(logged.revocation());
    }

    @Override
    public void startedOver() {
        clients.forgetAll();
    }

    @Override
    public void upToDate() {
        inForce.heard();
    }
}
