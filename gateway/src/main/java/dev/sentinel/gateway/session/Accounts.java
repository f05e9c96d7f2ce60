package dev.sentinel.gateway.session;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Head;
import dev.sentinel.web.Resource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Accounts and browser sessions at the gateway, wired. */
public final class Accounts implements AutoCloseable {
    private final IdentityClient identity;
    private final CookieAuthenticator authenticator;
    private final AccountResource resource;

    /** Nobody is asked before the first request. */
    public Accounts(
            SessionConfig config,
            Redis redis,
            TokenVerifier verifier,
            Clock clock,
            SecureRandom random) {
        identity = new IdentityClient(config.identity(), config.serviceKey());
        SessionCookie cookies = new SessionCookie(config.serviceKey(), config.secure(), random);
        BrowserSessions sessions =
                new BrowserSessions(new SealedTokens(redis, random), identity, cookies, clock);
        authenticator = new CookieAuthenticator(sessions, cookies, verifier);
        resource =
                new AccountResource(
                        identity, sessions, cookies, authenticator, verifier, config.apiPrefix());
    }

    /** The public paths of accounts. */
    public List<Resource> resources() {
        return List.of(resource);
    }

    /** Who calls with a session cookie; put it behind those that know tokens. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** The access token that stands behind a request's cookie: for who watches over its stream. */
    public Optional<String> accessToken(Head head) {
        return authenticator.accessToken(head);
    }

    @Override
    public void close() {
        identity.close();
    }
}
