package dev.sentinel.identity.session;

import java.time.Instant;
import java.util.Optional;

/** What is kept of a refresh token: whether it has been used, and until when it may be. */
record StoredRefreshToken(Instant expiresAt, Optional<Instant> replacedAt) {}
