package dev.sentinel.trust.token;

import dev.sentinel.trust.token.DpopProofs.Verdict;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Who calls with an access token: {@code Authorization: Bearer} (RFC 6750 section 2.1), or {@code
 * DPoP} with a proof beside it (RFC 9449 section 7.1).
 *
 * <p>A token that is bound to a key is never taken as Bearer, and one that is bound to a
 * certificate only over a connection on which the client has shown it (RFC 8705 section 3): whoever
 * stole it has the token, not the key.
 */
public final class TokenAuthenticator implements Authenticator {
    private static final String BEARER = "Bearer ";
    private static final String DPOP = "DPoP ";
    private static final int MOST_PROOFS = 400_000;

    private final TokenVerifier verifier;
    private final DpopProofs proofs;
    private final String base;
    private final Clock clock;
    private final SeenProofs seen;

    /**
     * Judges by this verifier.
     *
     * @param base the public address of the listener, without a slash at the end: proofs are made
     *     for it and the request's path
     */
    public TokenAuthenticator(TokenVerifier verifier, DpopProofs proofs, String base, Clock clock) {
        this.verifier = verifier;
        this.proofs = proofs;
        this.base = base;
        this.clock = clock;
        this.seen = new SeenProofs(MOST_PROOFS, clock);
    }

    /** The same at another address, for a second listener of the same routes. */
    public TokenAuthenticator at(String otherBase) {
        return new TokenAuthenticator(verifier, proofs, otherBase, clock);
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        Optional<String> authorization = single(head);
        if (authorization.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> bearer = after(BEARER, authorization.get());
        if (bearer.isPresent()) {
            return Optional.of(byBearer(bearer.get(), head).principal());
        }
        return after(DPOP, authorization.get()).map(token -> byProof(token, head).principal());
    }

    /** The Bearer token of a request; empty when it carries none. */
    public static Optional<String> bearer(Head head) {
        return single(head).flatMap(value -> after(BEARER, value));
    }

    /** The access token of a request, shown as Bearer or as DPoP; empty when it carries none. */
    public static Optional<String> shown(Head head) {
        return single(head).flatMap(value -> after(BEARER, value).or(() -> after(DPOP, value)));
    }

    private VerifiedToken byBearer(String token, Head head) {
        VerifiedToken verified = verifier.verify(token);
        if (verified.confirmation().jkt().isPresent()) {
            throw refused("invalid_token", "the token is bound to a key: show it as DPoP");
        }
        return certified(verified, head);
    }

    private static VerifiedToken certified(VerifiedToken token, Head head) {
        if (token.confirmation().certificate().isPresent()
                && !token.confirmation().isOf(head.clientCertificates())) {
            throw Problem.of(
                            Problem.Kind.UNAUTHENTICATED,
                            "the token is bound to a certificate, which must be shown with TLS")
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        return token;
    }

    private VerifiedToken byProof(String token, Head head) {
        VerifiedToken verified = verifier.verify(token);
        Optional<String> bound = verified.confirmation().jkt();
        if (bound.isEmpty()) {
            throw refused("invalid_token", "the token is not bound to a key");
        }
        List<String> shown = head.headers("DPoP");
        if (shown.size() != 1) {
            throw refused("invalid_dpop_proof", "there must be one DPoP header");
        }
        return switch (proofs.judge(shown.getFirst(), head.method(), base + head.path(), token)) {
            case Verdict.Bad(var reason) -> throw refused("invalid_dpop_proof", reason);
            case Verdict.NonceNeeded(var nonce) ->
                    throw refused("use_dpop_nonce", "the proof must carry the nonce in DPoP-Nonce")
                            .header("DPoP-Nonce", nonce);
            case Verdict.Good(var jkt, _, _) when !same(jkt, bound.get()) ->
                    throw refused("invalid_token", "the token is bound to another key");
            case Verdict.Good(_, var use, _) when !seen.take(use) ->
                    throw refused("invalid_dpop_proof", "the proof was used before");
            case Verdict.Good _ -> certified(verified, head);
        };
    }

    private static Optional<String> single(Head head) {
        List<String> values = head.headers("Authorization");
        if (values.size() > 1) {
            // Two of them would let one part of the system see another caller than the next.
            throw Problem.unauthenticated("Authorization must be there once");
        }
        return values.stream().findFirst();
    }

    private static Optional<String> after(String scheme, String value) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length())
                ? Optional.of(value.substring(scheme.length()).strip())
                : Optional.empty();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 9449 section 7.1. */
    private static Problem refused(String error, String why) {
        return Problem.of(Problem.Kind.UNAUTHENTICATED, why)
                .header(
                        "WWW-Authenticate",
                        "DPoP error=\"" + error + "\", algs=\"" + DpopProofs.ALGORITHMS + "\"");
    }
}
