package dev.sentinel.server;

import dev.sentinel.gateway.forward.StreamWatch;
import dev.sentinel.trust.revocation.OpenStreams;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Ends the gateway's streams with the access tokens that opened them, shown or behind a session's
 * cookie. Who was not asked for one, on an open route, or was signed in by the demo, has nothing
 * that could be revoked.
 *
 * @param session finds the token behind a cookie
 */
record TokenStreams(
        Authenticator signIn,
        Function<Head, Optional<String>> session,
        TokenVerifier verifier,
        OpenStreams streams)
        implements StreamWatch {

    @Override
    public Credentials credentials(Head head, Optional<Caller> caller) {
        if (caller.isEmpty()) {
            return Credentials.LASTING;
        }
        // Now: a session is remembered for a minute, and forgotten by a sign-out.
        Optional<String> behindCookie = session.apply(head);
        return closing -> watch(head, behindCookie, closing);
    }

    private Optional<Runnable> watch(
            Head head, Optional<String> behindCookie, Consumer<OpenStreams.End> closing) {
        if (signIn.authenticate(head).isPresent()) {
            return Credentials.LASTING.watch(closing);
        }
        String token =
                TokenAuthenticator.shown(head)
                        .or(() -> behindCookie)
                        // Unwatched, the stream would outlive every revocation.
                        .orElseThrow(() -> Problem.unauthenticated("the session has ended"));
        return streams.register(verifier.verify(token), closing)
                .map(registration -> registration::close);
    }
}
