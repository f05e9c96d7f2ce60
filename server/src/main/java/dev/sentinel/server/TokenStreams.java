package dev.sentinel.server;

import dev.sentinel.gateway.forward.StreamWatch;
import dev.sentinel.trust.revocation.OpenStreams;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Head;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Ends the gateway's streams with the access tokens that opened them, shown or behind a session's
 * cookie. A caller without one, on an open route or signed in by the demo, has nothing that could
 * be revoked.
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
    public Optional<Runnable> watch(Head head, Consumer<OpenStreams.End> closing) {
        Optional<String> token = TokenAuthenticator.shown(head).or(() -> session.apply(head));
        if (token.isEmpty() || signIn.authenticate(head).isPresent()) {
            return Optional.of(() -> {});
        }
        // The caller was found good a moment ago: this only asks the verifier's memory.
        return streams.register(verifier.verify(token.get()), closing)
                .map(registration -> registration::close);
    }
}
