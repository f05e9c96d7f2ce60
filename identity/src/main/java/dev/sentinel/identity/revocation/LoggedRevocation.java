package dev.sentinel.identity.revocation;

import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import java.util.Optional;
import java.util.UUID;

/**
 * A revocation as the log keeps it.
 *
 * @param previous what stands before it in the log
 * @param clientId the client that loses something by it, when it is one: what is remembered of it
 *     must be forgotten; for identity alone, verifiers are not told
 */
public record LoggedRevocation(Revocation revocation, Position previous, Optional<UUID> clientId) {}
