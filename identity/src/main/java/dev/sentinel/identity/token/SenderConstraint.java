package dev.sentinel.identity.token;

import dev.sentinel.identity.token.ClientAuthentication.AuthenticatedClient;
import dev.sentinel.identity.token.TokenRequest.Asked;
import dev.sentinel.trust.token.Confirmation;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.trust.token.DpopProofs.Verdict;
import java.util.Optional;

/**
 * The second phase of every grant: what the token is bound to. To the key of a DPoP proof, when one
 * is sent (RFC 9449 section 5); else to the certificate that the client authenticated with (RFC
 * 8705 section 3).
 */
public final class SenderConstraint {
    private final DpopProofs proofs;
    private final TokenConfig config;

    public SenderConstraint(DpopProofs proofs, TokenConfig config) {
        this.proofs = proofs;
        this.config = config;
    }

    /** How it can end. */
    sealed interface Bound {
        /**
         * Bound, perhaps to nothing.
         *
         * @param use what the proof may be used for once; whoever goes on must take it
         */
        record To(Confirmation confirmation, Optional<OneTime> use) implements Bound {}

        record Refused(IssueOutcome outcome) implements Bound {}
    }

    Bound bound(Asked asked, AuthenticatedClient client) {
        if (asked.dpop().isPresent()) {
            return byProof(asked.dpop().get(), asked.path());
        }
        if (client.client().metadata().dpopBound()) {
            // RFC 9449 section 5.2: this client is promised that none of its tokens is a bearer's.
            return refused("the client's tokens are DPoP-bound: send a proof in the DPoP header");
        }
        return new Bound.To(
                client.certificate().map(Confirmation::of).orElse(Confirmation.NONE),
                Optional.empty());
    }

    private Bound byProof(String proof, String path) {
        // The address comes from configuration: a Host header is the client's own word.
        return switch (proofs.judge(proof, "POST", config.at(path))) {
            case Verdict.Good(var jkt, var use, var until) ->
                    new Bound.To(Confirmation.key(jkt), Optional.of(new OneTime(use, until)));
            case Verdict.Bad(var reason) -> refused(reason);
            case Verdict.NonceNeeded(var nonce) ->
                    new Bound.Refused(new IssueOutcome.NonceNeeded(nonce));
        };
    }

    private static Bound refused(String reason) {
        return new Bound.Refused(new IssueOutcome.ProofRefused(reason));
    }
}
