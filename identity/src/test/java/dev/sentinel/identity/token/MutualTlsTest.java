package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestClient;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestTls;
import dev.sentinel.trust.token.Confirmation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8705 sections 2, 3 and 5, over real TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {
    private static final String TOKEN = "/api/v1/token";
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Acme Agents CA");
    private static final String SUBJECT = "CN=Invoice Bot,O=Acme";
    private static final CertifiedKey OWN = AUTHORITY.client(SUBJECT);
    private final TestPlatform platform =
            new TestPlatform(TestPlatform.Options.USUAL.certified(TestTls.of(AUTHORITY)));
    private final String bot = named(SUBJECT);

    @AfterAll
    void close() {
        platform.close();
    }

    private String named(String subject) {
        return TestClient.registered(
                platform,
                Map.of(
                        "tokenEndpointAuthMethod",
                        "tls_client_auth",
                        "tlsClientAuthSubjectDn",
                        subject),
                "agents:read",
                "tokens:read");
    }

    private String registered(CertifiedKey... certified) {
        JWK[] keys =
                Stream.of(certified)
                        .map(each ->
                                new ECKey.Builder(
                                                Curve.P_256,
                                                (ECPublicKey) each.certificate().getPublicKey())
                                        .keyID(UUID.randomUUID().toString())
                                        .x509CertChain(List.of(new Base64(each.x5c())))
                                        .build())
                        .toArray(JWK[]::new);
        return TestClient.registered(
                platform,
                Map.of(
                        "tokenEndpointAuthMethod",
                        "self_signed_tls_client_auth",
                        "jwks",
                        TestClient.jwks(keys)),
                "agents:read");
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
    }

    private static HttpClient showing(CertifiedKey shown) {
        return client(shown.showing(AUTHORITY));
    }

    private Answer token(HttpClient http, String clientId, String... headers) {
        return token(http, Map.of("client_id", clientId), headers);
    }

    private Answer token(HttpClient http, Map<String, String> fields, String... headers) {
        Map<String, String> form = new HashMap<>(fields);
        form.put("grant_type", "client_credentials");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(platform.certifiedUri(TOKEN))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(TestPlatform.encoded(form)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestPlatform.send(http, request);
    }

    /** RFC 8705 section 3: a bound token is worth nothing to who cannot show the certificate. */
    @Test
    void aBoundTokenIsExchangedOnlyWithItsCertificate() {
        String subjectToken = token(showing(OWN), bot).text("access_token");
        String worker = registered(OWN);
        String stranger = platform.hasAgent("agents:read");
        for (String actor : List.of(worker, stranger)) {
            Answer permitted =
                    platform.call(
                            "POST",
                            "/api/v1/agents/" + actor + "/delegations",
                            TestPlatform.ADMIN,
                            Json.text(
                                    Map.of(
                                            "subject", bot,
                                            "scopes", List.of("agents:read"),
                                            "expiresAt",
                                                    Instant.now().plusSeconds(600).toString())));
            assertThat(permitted.status()).as(permitted.body()).isEqualTo(201);
        }
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", subjectToken);
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");

        form.put("client_id", worker);
        Answer with = posted(showing(OWN), form);
        form.put("client_id", stranger);
        form.put("client_secret", platform.hasCredential(stranger).text("clientSecret"));
        Answer without = platform.form(TOKEN, form);

        assertThat(with.status()).as(with.body()).isEqualTo(200);
        assertThat(without.status()).isEqualTo(400);
        assertThat(without.text("error_description")).contains("bound to a key or a certificate");
    }

    private Answer posted(HttpClient http, Map<String, String> form) {
        return TestPlatform.send(
                http,
                HttpRequest.newBuilder(platform.certifiedUri(TOKEN))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(TestPlatform.encoded(form))));
    }

    private Answer get(HttpClient http, String path, String token) {
        return TestPlatform.send(
                http,
                HttpRequest.newBuilder(platform.certifiedUri(path))
                        .header("Authorization", "Bearer " + token));
    }

    private String lastReason() {
        return platform.audited("acme").stream()
                .filter(entry -> entry.event().action().equals("auth.failed"))
                .findFirst()
                .map(entry -> entry.event().toString())
                .orElse("");
    }

    private static Object confirmed(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf");
    }

    /** Sections 2.1 and 3.1. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateOfATrustedAuthorityAuthenticatesAndBindsTheToken(String version)
            throws Exception {
        SSLParameters only = new SSLParameters();
        only.setProtocols(new String[] {version});
        try (HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(OWN.showing(AUTHORITY))
                        .sslParameters(only)
                        .build()) {
            Answer answer = token(http, bot);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.text("token_type")).isEqualTo("Bearer");
            String token = answer.text("access_token");
            assertThat(confirmed(token))
                    .isEqualTo(Map.of("x5t#S256", Confirmation.thumbprint(OWN.certificate())));
            assertThat(get(http, "/api/v1/agents/" + bot, token).status()).isEqualTo(200);
        }
    }

    /** RFC 4518: case, spaces and the order of writing them do not make a name another. */
    @Test
    void namesAreComparedAsNames() {
        try (HttpClient http = showing(OWN)) {
            assertThat(token(http, named("cn=invoice  bot, o=ACME")).status()).isEqualTo(200);
            assertThat(token(http, named("O=Acme,CN=Invoice Bot")).status()).isEqualTo(401);
        }
    }

    @Test
    void anAuthorityMayHaveOthersBelowIt() {
        CertifiedKey below = AUTHORITY.subordinate("CN=Acme Invoices CA");
        try (HttpClient http = showing(below.client(SUBJECT))) {
            assertThat(token(http, bot).status()).isEqualTo(200);
        }
    }

    static Stream<Arguments> strangers() {
        CertifiedKey other = CertifiedKey.authority("CN=Acme Agents CA");
        CertifiedKey noAuthority = AUTHORITY.client("CN=Acme Invoices CA");
        return Stream.of(
                Arguments.of("of another authority by the same name", other.client(SUBJECT)),
                Arguments.of("of nobody", CertifiedKey.selfSigned(SUBJECT)),
                Arguments.of(
                        "expired",
                        AUTHORITY.issued(SUBJECT, CertifiedKey.past(CertifiedKey.clients()))),
                Arguments.of("of another subject", AUTHORITY.client("CN=Other Bot,O=Acme")),
                Arguments.of("of a subject that says more", AUTHORITY.client(SUBJECT + ",C=DE")),
                Arguments.of(
                        "for servers",
                        AUTHORITY.issued(SUBJECT, CertifiedKey.now(CertifiedKey.servers()))),
                Arguments.of("of an authority itself", AUTHORITY.subordinate(SUBJECT)),
                Arguments.of("issued by a client", noAuthority.client(SUBJECT)));
    }

    /** Section 2.1, RFC 5280 section 6: what a stranger can show instead. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void anotherCertificateDoesNotAuthenticate(String name, CertifiedKey shown) {
        try (HttpClient http = showing(shown)) {
            Answer answer = token(http, bot);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("error")).isEqualTo("invalid_client");
            assertThat(lastReason()).contains("certificate is");
        }
    }

    @Test
    void withoutACertificateThereIsNoToken() {
        try (HttpClient http = client(AUTHORITY.showingNothing())) {
            assertThat(token(http, bot).status()).isEqualTo(400);
            assertThat(token(http, Map.of("client_id", bot, "client_secret", "x")).status())
                    .isEqualTo(401);
        }
    }

    /** Section 2.2: the very certificate that was registered, whoever signed it. */
    @Test
    void aRegisteredCertificateAuthenticates() throws Exception {
        CertifiedKey own = CertifiedKey.selfSigned("CN=anything");
        String agent = registered(CertifiedKey.selfSigned("CN=old"), own);
        try (HttpClient http = showing(own);
                HttpClient other = showing(CertifiedKey.selfSigned("CN=anything"));
                HttpClient ofTheAuthority = showing(AUTHORITY.client("CN=anything"))) {
            Answer answer = token(http, agent);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(confirmed(answer.text("access_token")))
                    .isEqualTo(Map.of("x5t#S256", Confirmation.thumbprint(own.certificate())));
            assertThat(token(other, agent).status()).isEqualTo(401);
            assertThat(token(ofTheAuthority, agent).status()).isEqualTo(401);
        }
    }

    @Test
    void aRegisteredCertificateThatHasExpiredDoesNot() {
        CertifiedKey own =
                CertifiedKey.selfSigned("CN=old", CertifiedKey.past(CertifiedKey.clients()));
        try (HttpClient http = showing(own)) {
            assertThat(token(http, registered(own)).status()).isEqualTo(401);
        }
    }

    /** Section 2.1 and 2.2: each client in its registered way, and no other. */
    @Test
    void aCertificateIsNoOtherMethodsProof() {
        String bySecret = platform.hasAgent("agents:read");
        String secret = platform.hasCredential(bySecret).text("clientSecret");
        String byKey = registered(CertifiedKey.selfSigned("CN=registered"));
        try (HttpClient http = showing(OWN)) {
            assertThat(token(http, bySecret).status()).isEqualTo(401);
            assertThat(token(http, byKey).status()).isEqualTo(401);
            assertThat(token(http, UUID.randomUUID().toString()).status()).isEqualTo(401);
            // A secret still works there: the certificate is then nobody's proof.
            assertThat(token(http, Map.of("client_id", bySecret, "client_secret", secret)).status())
                    .isEqualTo(200);
        }
    }

    /** Section 3: whoever stole the token has the token, not the key. */
    @Test
    void aBoundTokenIsNothingWithoutItsCertificate() {
        try (HttpClient http = showing(OWN);
                HttpClient another = showing(AUTHORITY.client(SUBJECT));
                HttpClient nothing = client(AUTHORITY.showingNothing())) {
            String token = token(http, bot).text("access_token");
            String path = "/api/v1/agents/" + bot;

            assertThat(get(http, path, token).status()).isEqualTo(200);
            for (Answer refused :
                    List.of(
                            get(another, path, token),
                            get(nothing, path, token),
                            platform.get(path, token),
                            spoofed(path, token))) {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.header("WWW-Authenticate"))
                        .isEqualTo("Bearer error=\"invalid_token\"");
            }
        }
    }

    /** RFC 9440 section 4: the header is the client's own word, and certificates are public. */
    private Answer spoofed(String path, String token) {
        return platform.send(
                HttpRequest.newBuilder(platform.uri(path))
                        .header("Client-Cert", OWN.header())
                        .header("Authorization", "Bearer " + token));
    }

    @Test
    void aHeaderOfAClientAuthenticatesNobody() {
        try (HttpClient another = showing(AUTHORITY.client("CN=Other Bot,O=Acme"))) {
            assertThat(token(another, bot, "Client-Cert", OWN.header()).status()).isEqualTo(401);
        }
        Answer plain =
                platform.form(
                        TOKEN,
                        Map.of("grant_type", "client_credentials", "client_id", bot),
                        "Client-Cert",
                        OWN.header());
        assertThat(plain.status()).isEqualTo(400);
    }

    /** Section 3.2. */
    @Test
    void introspectionTellsTheCertificate() {
        try (HttpClient http = showing(OWN)) {
            Answer answer =
                    platform.form(
                            "/api/v1/token/introspect",
                            Map.of("token", token(http, bot).text("access_token")),
                            "Authorization",
                            "Bearer " + TestPlatform.ADMIN);

            assertThat(answer.text("token_type")).isEqualTo("Bearer");
            assertThat(answer.json().path("cnf").path("x5t#S256").asText())
                    .isEqualTo(Confirmation.thumbprint(OWN.certificate()));
        }
    }

    /** A client may prefer a key that it can also prove where no certificates get through. */
    @Test
    void aDpopProofBindsToItsKeyInstead() throws Exception {
        ECKey key = TestClient.key("dpop");
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", "POST")
                        .claim("htu", TestTls.ADDRESS + TOKEN)
                        .issueTime(Date.from(Instant.now()))
                        .build();
        String proof =
                TestClient.signed(
                        key,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("dpop+jwt"))
                                .jwk(key.toPublicJWK())
                                .build(),
                        claims);
        try (HttpClient http = showing(OWN)) {
            Answer answer = token(http, bot, "DPoP", proof);

            assertThat(answer.text("token_type")).isEqualTo("DPoP");
            assertThat(confirmed(answer.text("access_token")))
                    .isEqualTo(Map.of("jkt", key.computeThumbprint().toString()));
        }
    }

    @Test
    void anotherSubjectEndsTheTokensOfTheOneBefore() {
        String agent = named(SUBJECT);
        try (HttpClient http = showing(OWN)) {
            String token = token(http, agent).text("access_token");
            assertThat(get(http, "/api/v1/agents/" + agent, token).status()).isEqualTo(200);

            platform.call(
                    "PATCH",
                    "/api/v1/agents/" + agent,
                    TestPlatform.ADMIN,
                    "{\"tlsClientAuthSubjectDn\":\"CN=Other Bot,O=Acme\"}");

            assertThat(get(http, "/api/v1/agents/" + agent, token).status()).isEqualTo(401);
            assertThat(token(http, agent).status()).isEqualTo(401);
        }
    }

    /** Sections 3.3 and 5. */
    @Test
    void discoveryTellsWhereCertificatesAreAskedFor() {
        JsonNode document = platform.get("/.well-known/oauth-authorization-server").json();

        assertThat(document.path("token_endpoint_auth_methods_supported"))
                .extracting(JsonNode::asText)
                .contains("tls_client_auth", "self_signed_tls_client_auth");
        assertThat(document.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        assertThat(document.path("token_endpoint").asText()).isEqualTo(TestPlatform.ISSUER + TOKEN);
        assertThat(document.path("mtls_endpoint_aliases").path("token_endpoint").asText())
                .isEqualTo(TestTls.ADDRESS + TOKEN);
    }
}
