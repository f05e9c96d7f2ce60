package dev.sentinel.identity.testing;

import dev.sentinel.identity.revocation.LoggedRevocation;
import dev.sentinel.identity.revocation.RevocationLog;

/** A listener that does nothing with what it hears, where a test is about something else. */
public final class UnheardRevocations implements RevocationLog.Listener {
    @Override
    public void revoked(LoggedRevocation revocation) {}

    @Override
    public void startedOver() {}

    @Override
    public void upToDate() {}
}
