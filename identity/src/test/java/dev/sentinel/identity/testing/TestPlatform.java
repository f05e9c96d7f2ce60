package dev.sentinel.identity.testing;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.MemoryObjectStore;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.identity.agent.AgentsConfig;
import dev.sentinel.identity.agent.AgentsConfig.Suspension;
import dev.sentinel.identity.credential.CredentialsConfig;
import dev.sentinel.identity.key.KeyRingConfig;
import dev.sentinel.identity.limit.RateLimitConfig;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.token.CertificateConfig;
import dev.sentinel.identity.token.TokenConfig;
import dev.sentinel.identity.vault.VaultConfig;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Networks;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Identity on a database and a Redis of its own, behind a real listener on a free port. People sign
 * in with {@code Bearer person:ROLE:WORKSPACE}, as alice, or {@code :ID} after it; the service
 * {@code verifier} with a key.
 */
public final class TestPlatform implements AutoCloseable {
    public static final String ADMIN = "person:ADMIN:acme";
    public static final String ISSUER = "http://identity.test";
    public static final String RESOURCE = "https://mcp.acme.test/tools";
    public static final Secret SERVICE_KEY = new Secret("verifier's key");
    // All processes of one platform sign checkpoints with one key.
    private static final NoteKey AUDIT_KEY =
            NoteKey.generate("identity.test/audit", new SecureRandom());
    private static final AtomicInteger BOTS = new AtomicInteger();

    public final Database database;
    public final Redis redis;
    public final Audit audit;
    public final Identity identity;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    private final Optional<TestDatabase> owned;
    private final WebServer web;
    private final Listener listener;
    private final Optional<Listener> certified;
    private final HttpClient http = HttpClient.newBuilder().build();

    /** Limits and settings that a test may want otherwise. */
    public record Options(
            AgentsConfig agents,
            long maxMonthly,
            RateLimitConfig requests,
            KeyRingConfig keys,
            boolean dpopNonces,
            Optional<Path> policyDirectory,
            Optional<VaultConfig> vault,
            Optional<TestTls> tls,
            PeopleConfig people) {
        public static final Options USUAL = new Options(100, 10_000);

        /** Without a limit of requests: tests ask for more than a caller does. */
        public Options(long maxAgents, long maxMonthly) {
            this(
                    new AgentsConfig(maxAgents, Suspension.AT_ONCE),
                    maxMonthly,
                    new RateLimitConfig(0, RateLimitConfig.MINUTE),
                    TestKeys.USUAL,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    PeopleConfig.DEFAULT);
        }

        public Options requests(long most, Duration window) {
            return new Options(
                    agents,
                    maxMonthly,
                    new RateLimitConfig(most, window, Duration.ofSeconds(20)),
                    keys,
                    dpopNonces,
                    policyDirectory,
                    vault,
                    tls,
                    people);
        }

        public Options keys(KeyRingConfig config) {
            return new Options(
                    agents,
                    maxMonthly,
                    requests,
                    config,
                    dpopNonces,
                    policyDirectory,
                    vault,
                    tls,
                    people);
        }

        public Options policies(Path directory) {
            return new Options(
                    agents,
                    maxMonthly,
                    requests,
                    keys,
                    dpopNonces,
                    Optional.of(directory),
                    vault,
                    tls,
                    people);
        }

        /** DPoP proofs must carry a nonce. */
        public Options nonces() {
            return new Options(
                    agents, maxMonthly, requests, keys, true, policyDirectory, vault, tls, people);
        }

        public Options suspension(Suspension suspension) {
            return new Options(
                    new AgentsConfig(agents.maxAgents(), suspension),
                    maxMonthly,
                    requests,
                    keys,
                    dpopNonces,
                    policyDirectory,
                    vault,
                    tls,
                    people);
        }

        public Options in(TestVault vault) {
            return new Options(
                    agents,
                    maxMonthly,
                    requests,
                    keys,
                    dpopNonces,
                    policyDirectory,
                    Optional.of(vault.config()),
                    tls,
                    people);
        }

        /** With a second listener, which asks for certificates. */
        public Options certified(TestTls listener) {
            return new Options(
                    agents,
                    maxMonthly,
                    requests,
                    keys,
                    dpopNonces,
                    policyDirectory,
                    vault,
                    Optional.of(listener),
                    people);
        }

        public Options people(PeopleConfig config) {
            return new Options(
                    agents,
                    maxMonthly,
                    requests,
                    keys,
                    dpopNonces,
                    policyDirectory,
                    vault,
                    tls,
                    config);
        }
    }

    public TestPlatform() {
        this(Options.USUAL);
    }

    public TestPlatform(Options options) {
        this(TestPostgres.fresh("audit", "identity"), options);
    }

    private TestPlatform(TestDatabase stores, Options options) {
        this(stores.open(), TestRedis.fresh(), Optional.of(stores), options);
    }

    /** One more process on stores that somebody else closes. */
    public TestPlatform(TestDatabase stores, String redisUrl, Options options) {
        this(stores.open(), redisUrl, Optional.empty(), options);
    }

    private TestPlatform(
            Database database, String redisUrl, Optional<TestDatabase> owned, Options options) {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        this.database = database;
        this.owned = owned;
        this.redis = Redis.open(redisUrl);
        this.audit =
                new Audit(
                        database,
                        new MemoryObjectStore(),
                        () -> LogKeys.of(AUDIT_KEY),
                        Actions.of(Identity.actions()),
                        clock,
                        random,
                        AuditConfig.DEFAULT,
                        new SimpleMeterRegistry());
        audit.start();
        this.identity =
                new Identity(
                        database,
                        redis,
                        audit.log(),
                        audit.queries(),
                        audit.proofs(),
                        () -> audit.stuck().isEmpty(),
                        config(options),
                        caller -> caller.id().equals("alice"),
                        meters,
                        clock,
                        random);
        identity.start();
        this.web = WebServer.start(clock);
        this.listener = listening(options.tls().map(TestTls::proxies).orElse(Networks.NONE));
        this.certified = options.tls().map(this::certified);
    }

    private static IdentityConfig config(Options options) {
        return new IdentityConfig(
                TestKeys.KEK,
                new Secret("a pepper for tests, long enough to be one"),
                options.keys(),
                options.agents(),
                new CredentialsConfig(5, options.vault()),
                new TokenConfig(
                        ISSUER,
                        "sentinel",
                        Set.of(RESOURCE),
                        Duration.ofHours(1),
                        options.maxMonthly(),
                        options.tls().map(TestTls::config).orElse(CertificateConfig.NONE)),
                options.requests(),
                SERVICE_KEY,
                true,
                options.dpopNonces(),
                Duration.ofDays(90),
                options.policyDirectory(),
                options.people());
    }

    private Listener listening(Networks proxies) {
        return listening(
                new ListenerConfig("identity", "127.0.0.1", 0, Dialect.AGENT)
                        .certified(Optional.empty(), proxies),
                identity.authenticator());
    }

    private Listener certified(TestTls tls) {
        return listening(
                new ListenerConfig("identity-mtls", "127.0.0.1", 0, Dialect.AGENT)
                        .certified(Optional.of(tls.listener()), Networks.NONE),
                identity.authenticator().at(TestTls.ADDRESS));
    }

    private Listener listening(ListenerConfig config, TokenAuthenticator tokens) {
        try {
            return web.listen(
                    config,
                    RouteTable.of(identity.resources()),
                    people().or(new ServiceKeys(Map.of("verifier", SERVICE_KEY))).or(tokens),
                    identity.observer());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Authenticator people() {
        return head ->
                TokenAuthenticator.bearer(head)
                        .filter(token -> token.startsWith("person:"))
                        .map(token -> token.split(":"))
                        .map(part ->
                                new Principal.Person(
                                        part.length > 3 ? part[3] : "alice",
                                        part[2],
                                        Role.valueOf(part[1]),
                                        Optional.empty()));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.port() + path);
    }

    /** At the listener that asks for certificates. */
    public URI certifiedUri(String path) {
        return URI.create("https://127.0.0.1:" + certified.orElseThrow().port() + path);
    }

    /** With a bearer token and a JSON body; an empty body is none. */
    public Answer call(String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", "Bearer " + token)
                        .header("User-Agent", "test")
                        .method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request);
    }

    public Answer get(String path, String token) {
        return call("GET", path, token, "");
    }

    /** Without any credentials. */
    public Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** A form, with further headers. */
    public Answer form(String path, Map<String, String> fields, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(fields)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public Answer send(HttpRequest.Builder request) {
        return send(http, request);
    }

    /** By a client of the test's own. */
    public static Answer send(HttpClient http, HttpRequest.Builder request) {
        try {
            return Answer.of(
                    http.send(
                            request.timeout(Duration.ofSeconds(30)).build(),
                            BodyHandlers.ofString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A body that registers a bot with an address of its own. */
    public static String bot(String... scopes) {
        return Json.text(
                Map.of(
                        "email",
                        "bot" + BOTS.incrementAndGet() + "@acme.test",
                        "agentType",
                        "monitor",
                        "version",
                        "1.2.3-beta",
                        "capabilities",
                        List.of("data:read", "case:*"),
                        "owner",
                        "alice",
                        "deploymentEnv",
                        "production",
                        "scopes",
                        List.of(scopes)));
    }

    /** Registers a bot with these scopes; its id. */
    public String hasAgent(String... scopes) {
        return call("POST", "/api/v1/agents", ADMIN, bot(scopes)).text("agentId");
    }

    /** Generates a credential; the whole answer. */
    public Answer hasCredential(String agentId) {
        return call("POST", "/api/v1/agents/" + agentId + "/credentials", ADMIN, "");
    }

    /** Asks for a token with all scopes. */
    public Answer token(String clientId, String secret) {
        return form(
                "/api/v1/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", clientId,
                        "client_secret", secret));
    }

    /** Asks for a token with these scopes. */
    public Answer token(String clientId, String secret, String scope) {
        return form(
                "/api/v1/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", clientId,
                        "client_secret", secret,
                        "scope", scope));
    }

    /** A token of a new bot with these scopes. */
    public String tokenWith(String... scopes) {
        String agentId = hasAgent(scopes);
        return token(agentId, hasCredential(agentId).text("clientSecret")).text("access_token");
    }

    /** The newest events of a workspace, newest first. */
    public List<Entry> audited(String workspace) {
        return audit.queries().next(AuditQuery.all(workspace), 50);
    }

    public static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        web.close();
        identity.close();
        audit.close();
        http.close();
        redis.close();
        owned.ifPresentOrElse(TestDatabase::close, database::close);
    }
}
