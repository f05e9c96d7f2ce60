package dev.sentinel.trust.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges DPoP proofs (RFC 9449 section 4.3): that whoever sends a request holds a key, and made the
 * proof for this request, just now.
 *
 * <p>Where a request goes is told by the caller, from configuration: a {@code Host} header is the
 * client's own word, and a proof made for another server must not become good by it.
 */
public final class DpopProofs {
    /** The algorithms of our keys, as challenges and discovery name them. */
    public static final String ALGORITHMS = "ES256 EdDSA RS256";

    /** How long after it was made a proof is taken; so long its {@code jti} must be remembered. */
    static final Duration LIFE = Duration.ofSeconds(60);

    static final Duration LEEWAY = Duration.ofSeconds(15);
    private static final int MAX_PROOF = 4 * 1024;
    private static final int MAX_JTI = 256;

    private final DpopNonces nonces;
    private final Clock clock;

    public DpopProofs(DpopNonces nonces, Clock clock) {
        this.nonces = nonces;
        this.clock = clock;
    }

    /** How a judgement ends. */
    public sealed interface Verdict {
        /**
         * Good, unless it has been used before.
         *
         * @param jkt the thumbprint of the key that made it
         * @param use names this one proof
         * @param until from then on it is refused for its age
         */
        record Good(String jkt, String use, Instant until) implements Verdict {}

        record Bad(String reason) implements Verdict {}

        /** It must be made again with this nonce. */
        record NonceNeeded(String nonce) implements Verdict {}
    }

    /** The nonce to hand out with an answer. */
    public DpopNonces nonces() {
        return nonces;
    }

    /** Judges a proof beside no token, as at the token endpoint, which has several addresses. */
    public Verdict judge(String proof, String method, List<String> targets) {
        return judge(proof, method, targets, Optional.empty());
    }

    /** Judges a proof beside an access token. */
    public Verdict judge(String proof, String method, String target, String token) {
        return judge(proof, method, List.of(target), Optional.of(token));
    }

    private Verdict judge(
            String proof, String method, List<String> targets, Optional<String> token) {
        if (proof.length() > MAX_PROOF) {
            return new Verdict.Bad("the proof is too long");
        }
        Optional<CompactJws> jws = CompactJws.parse(proof);
        if (jws.isEmpty() || !jws.get().type().equals("dpop+jwt")) {
            return new Verdict.Bad("the proof is not a JWT of typ dpop+jwt");
        }
        JsonNode jwk = jws.get().header().path("jwk");
        String jkt = Jwks.thumbprint(jwk);
        Optional<VerificationKey> key = Jwks.key(jwk, jkt);
        if (key.isEmpty()) {
            return new Verdict.Bad("the proof's jwk is not a public key of a kind verified here");
        }
        if (!jws.get().isSignedBy(key.get())) {
            return new Verdict.Bad("the proof's signature does not verify");
        }
        return claims(jws.get(), method, targets, token, jkt);
    }

    private Verdict claims(
            CompactJws jws,
            String method,
            List<String> targets,
            Optional<String> token,
            String jkt) {
        if (!jws.text("htm").equals(Optional.of(method))) {
            return new Verdict.Bad("the proof's htm is not the request's method");
        }
        Optional<String> madeFor = jws.text("htu").flatMap(DpopProofs::normal);
        if (madeFor.isEmpty()
                || targets.stream().map(DpopProofs::normal).noneMatch(madeFor::equals)) {
            return new Verdict.Bad("the proof's htu is not the request's address");
        }
        if (token.isPresent() && !jws.text("ath").equals(token.map(Sha256::base64url))) {
            return new Verdict.Bad("the proof's ath is not the token's hash");
        }
        Optional<String> nonce = jws.text("nonce");
        if (nonce.isEmpty() ? nonces.required() : !nonces.isGood(nonce.get())) {
            return new Verdict.NonceNeeded(nonces.current());
        }
        Instant now = clock.instant();
        Optional<Instant> made = Claims.moment(jws.claims(), "iat");
        if (made.isEmpty()
                || made.get().isAfter(now.plus(LEEWAY))
                || made.get().isBefore(now.minus(LIFE))) {
            return new Verdict.Bad("the proof was not made just now");
        }
        Optional<String> id = jws.text("jti").filter(jti -> jti.length() <= MAX_JTI);
        return id.<Verdict>map(jti ->
                        new Verdict.Good(jkt, "dpop " + jkt + " " + jti, made.get().plus(LIFE)))
                .orElseGet(() -> new Verdict.Bad("the proof has no jti, or one that is too long"));
    }

    /**
     * An address without query and fragment, in one spelling (RFC 9449 section 4.3 item 9, RFC 3986
     * section 6.2): scheme and host in lower case, no default port. The path stays as it is.
     */
    private static Optional<String> normal(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() == null || uri.getScheme() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usual =
                    uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return Optional.of(
                    scheme
                            + "://"
                            + uri.getHost().toLowerCase(Locale.ROOT)
                            + (usual ? "" : ":" + uri.getPort())
                            + path);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
