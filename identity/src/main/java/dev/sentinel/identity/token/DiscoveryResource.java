package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client needs to know of this server: {@code /.well-known/oauth-authorization-server} (RFC
 * 8414) and {@code /.well-known/openid-configuration} (OpenID Connect Discovery 1.0), one document.
 */
public final class DiscoveryResource implements Resource {
    private static final String CACHE = "public, max-age=300";

    private final TokenConfig config;

    public DiscoveryResource(TokenConfig config) {
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route("/.well-known/oauth-authorization-server"),
                route("/.well-known/openid-configuration"));
    }

    private Route route(String path) {
        return Route.get(path)
                .dialect(Dialect.OAUTH)
                .access(Rules.open())
                .to(_ -> Response.json(200, document()).header("Cache-Control", CACHE));
    }

    private Map<String, Object> document() {
        List<String> clientAuthentication =
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
        List<String> algorithms = List.of(DpopProofs.ALGORITHMS.split(" ", -1));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", config.issuer());
        document.put("token_endpoint", config.issuer() + "/api/v1/token");
        document.put("jwks_uri", config.issuer() + "/.well-known/jwks.json");
        document.put("introspection_endpoint", config.issuer() + "/api/v1/token/introspect");
        document.put("revocation_endpoint", config.issuer() + "/api/v1/token/revoke");
        document.put("grant_types_supported", List.of("client_credentials", TokenExchange.GRANT));
        document.put("token_endpoint_auth_methods_supported", clientAuthentication);
        document.put("token_endpoint_auth_signing_alg_values_supported", algorithms);
        // RFC 9449 section 5.1.
        document.put("dpop_signing_alg_values_supported", algorithms);
        document.put("scopes_supported", Scope.words(Scope.all()));
        document.put("response_types_supported", List.of());
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        return document;
    }
}
