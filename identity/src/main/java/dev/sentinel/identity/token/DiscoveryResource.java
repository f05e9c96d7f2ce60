package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.ClientAuthMethod;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.Arrays;
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
        List<String> algorithms = List.of(DpopProofs.ALGORITHMS.split(" ", -1));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", config.issuer());
        document.put("jwks_uri", config.issuer() + "/.well-known/jwks.json");
        document.putAll(endpoints(config.issuer()));
        document.put("grant_types_supported", List.of("client_credentials", TokenExchange.GRANT));
        document.put("token_endpoint_auth_methods_supported", clientAuthentication());
        document.put("token_endpoint_auth_signing_alg_values_supported", algorithms);
        // RFC 9449 section 5.1.
        document.put("dpop_signing_alg_values_supported", algorithms);
        document.put("scopes_supported", Scope.words(Scope.all()));
        document.put("response_types_supported", List.of());
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        // RFC 8705 sections 3.3 and 5.
        document.put(
                "tls_client_certificate_bound_access_tokens", config.certificates().accepted());
        config.certificates()
                .address()
                .ifPresent(address -> document.put("mtls_endpoint_aliases", endpoints(address)));
        return document;
    }

    /** Those at which a client shows who it is, or what its token is bound to. */
    private static Map<String, Object> endpoints(String base) {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("token_endpoint", base + TokenResource.PATH);
        endpoints.put("introspection_endpoint", base + TokenResource.PATH + "/introspect");
        endpoints.put("revocation_endpoint", base + TokenResource.PATH + "/revoke");
        return endpoints;
    }

    private List<String> clientAuthentication() {
        return Arrays.stream(ClientAuthMethod.values())
                .filter(this::works)
                .map(ClientAuthMethod::word)
                .toList();
    }

    private boolean works(ClientAuthMethod method) {
        return switch (method) {
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT -> true;
            case TLS_CLIENT_AUTH -> !config.certificates().authorities().isEmpty();
            case SELF_SIGNED_TLS_CLIENT_AUTH -> config.certificates().accepted();
        };
    }
}
