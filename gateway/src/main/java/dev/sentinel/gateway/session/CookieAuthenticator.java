package dev.sentinel.gateway.session;

import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who calls with a session cookie: the person whose token stands behind it. A request that shows a
 * token of its own is not looked at, so that no cookie adds to it.
 */
final class CookieAuthenticator implements Authenticator {
    private final BrowserSessions sessions;
    private final SessionCookie cookies;
    private final TokenVerifier verifier;

    CookieAuthenticator(BrowserSessions sessions, SessionCookie cookies, TokenVerifier verifier) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.verifier = verifier;
    }

    @Override
    public Optional<CompletionStage<?>> prepare(Head head) {
        return cookie(head).flatMap(sessions::prepare);
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        Optional<SessionCookie.Value> cookie = cookie(head);
        if (cookie.isEmpty()) {
            return Optional.empty();
        }
        Tokens tokens = sessions.known(cookie.get()).orElseThrow(this::over);
        CrossSite.check(head);
        try {
            return Optional.of(verifier.verify(tokens.access().expose()).principal());
        } catch (Problem problem) {
            throw problem.kind() == Problem.Kind.UNAUTHENTICATED
                            || problem.kind() == Problem.Kind.TOKEN_EXPIRED
                    ? over()
                    : problem;
        }
    }

    /** The access token behind the request's cookie; empty when it has no session. */
    Optional<String> accessToken(Head head) {
        return cookie(head).flatMap(sessions::known).map(tokens -> tokens.access().expose());
    }

    Optional<SessionCookie.Value> cookie(Head head) {
        return head.headers("Authorization").isEmpty() ? cookies.of(head) : Optional.empty();
    }

    private Problem over() {
        return Problem.unauthenticated("the session has ended: sign in again")
                .header("Set-Cookie", cookies.deletion());
    }
}
