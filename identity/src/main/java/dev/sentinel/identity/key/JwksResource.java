package dev.sentinel.identity.key;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;

/** {@code GET /.well-known/jwks.json}: what verifies our tokens (RFC 7517 section 5). */
public final class JwksResource implements Resource {
    private final KeyRing keys;

    public JwksResource(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/.well-known/jwks.json")
                        .dialect(Dialect.OAUTH)
                        .access(Rules.open())
                        .to(this::get));
    }

    private Response get(Request request) {
        long seconds = KeyRingConfig.JWKS_MAX_AGE.toSeconds();
        return Response.bytes(200, "application/jwk-set+json", keys.jwks())
                .header("Cache-Control", "public, max-age=" + seconds);
    }
}
