package dev.sentinel.gateway.wire;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.base.testing.Http2Client;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.gateway.forward.CallLog;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.revocation.OpenStreams.End;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Head;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.ListenerTls;
import dev.sentinel.web.Networks;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A gateway on a free port, whose callers are told by simple tokens, before one service. */
final class RunningGateway implements AutoCloseable {
    static final Principal ALICE =
            new Principal.Person("usr_alice", "wsp_acme", Role.ANALYST, Optional.empty());
    private static final Principal VERA =
            new Principal.Person("usr_vera", "wsp_acme", Role.VIEWER, Optional.empty());
    private static final Principal BOT =
            new Principal.Agent(
                    "agt_invoice", "wsp_acme", Set.of("risk:score"), List.of("usr_alice"));

    private static final String NO_REDIS = "redis://127.0.0.1:1";
    private static final CertifiedKey AUTHORITY = CertifiedKey.authority("CN=Test CA");

    /** {@code Basic gateway:open-sesame}. */
    static final String CREDENTIAL = "Basic Z2F0ZXdheTpvcGVuLXNlc2FtZQ==";

    final BlockingQueue<AuditEvent> audited = new LinkedBlockingQueue<>();

    /** The calls that have ended, as the gateway's observer is told of them. */
    final BlockingQueue<FinishedCall> finished = new LinkedBlockingQueue<>();

    /** What was durable before the call that it is about was answered. */
    final BlockingQueue<AuditEvent> committed = new LinkedBlockingQueue<>();

    /** Whether the audit log can make anything durable. */
    volatile boolean auditCommits = true;

    /** While this is shut, the audit log takes nothing. */
    volatile CountDownLatch auditOpen = new CountDownLatch(0);

    /** Whether what was good when a call began is so when it becomes a stream. */
    volatile boolean credentialsHold = true;

    /** What would end each of the streams that are open. */
    final List<Consumer<End>> watched = new CopyOnWriteArrayList<>();

    private final Path file;
    private final Redis redis;
    private final WebServer server;
    private final Gateway gateway;
    private final Listener listener;

    /** {@code limits} are lines of YAML that stand in the service's entry. */
    RunningGateway(int upstreamPort, String... limits) throws IOException {
        this(upstreamPort, Map.of(), limits);
    }

    RunningGateway(int upstreamPort, Map<String, String> more, String... limits)
            throws IOException {
        this(upstreamPort, NO_REDIS, Clock.systemUTC(), more, limits);
    }

    /** Over TLS, where it speaks HTTP/2. */
    static RunningGateway secure(int upstreamPort, String... limits) throws IOException {
        CertifiedKey server = AUTHORITY.server();
        return new RunningGateway(
                Optional.of(new ListenerTls(server.certificatesPem(), server.keyPem())),
                upstreamPort,
                NO_REDIS,
                Clock.systemUTC(),
                Map.of(),
                limits);
    }

    /** Counts calls in that Redis. */
    RunningGateway(
            int upstreamPort,
            String redisUrl,
            Clock clock,
            Map<String, String> more,
            String... limits)
            throws IOException {
        this(Optional.empty(), upstreamPort, redisUrl, clock, more, limits);
    }

    private RunningGateway(
            Optional<ListenerTls> tls,
            int upstreamPort,
            String redisUrl,
            Clock clock,
            Map<String, String> more,
            String... limits)
            throws IOException {
        redis = Redis.open(redisUrl);
        file = Files.createTempFile("services", ".yaml");
        Files.writeString(file, yaml(upstreamPort, limits));
        Map<String, String> values = new HashMap<>(more);
        // What health asks would stand among what is recorded.
        values.putIfAbsent("SERVICE_HEALTH_CHECK_ENABLED", "false");
        values.put("SERVICE_CONFIG_PATH", file.toString());
        values.put("SERVICE_USER", "gateway");
        values.put("RISK_SERVICE_PASSWORD", "open-sesame");
        Settings settings = Settings.of(values);
        GatewayConfig config = GatewayConfig.from(settings);
        if (!settings.problems().isEmpty()) {
            throw new IllegalStateException(settings.problems().toString());
        }
        server = WebServer.start(clock);
        gateway =
                new Gateway(
                        config,
                        server.vertx(),
                        2,
                        new Log(),
                        (_, _) -> this::watch,
                        redis,
                        Map.of("postgres", () -> true),
                        clock,
                        "1.2.3");
        gateway.start();
        listener =
                server.listen(
                        new ListenerConfig("gateway", "127.0.0.1", 0, Dialect.ENVELOPE)
                                .certified(tls, Networks.NONE)
                                .facing(config.edge()),
                        RouteTable.of(gateway.resources()),
                        RunningGateway::caller,
                        this::ended);
        gateway.follow(resources -> listener.replace(RouteTable.of(resources)));
    }

    private void ended(FinishedCall call) {
        finished.add(call);
        gateway.observer().finished(call);
    }

    /** As if the same call had been made so many times more. */
    void endAgain(FinishedCall call, int times) {
        for (int i = 0; i < times; i++) {
            gateway.observer().finished(call);
        }
    }

    /** Changes the registry's file and has it read again. */
    void rewrite(UnaryOperator<String> change) throws IOException {
        write(change);
        gateway.reload();
    }

    /** Changes the registry's file and tells nobody. */
    void write(UnaryOperator<String> change) throws IOException {
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    private final class Log implements CallLog {
        @Override
        public void recordAll(List<AuditEvent> events) {
            try {
                auditOpen.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
            audited.addAll(events);
        }

        @Override
        public void commit(AuditEvent event) {
            if (!auditCommits) {
                throw new Unavailable("audit", "the test took it away");
            }
            committed.add(event);
        }
    }

    private Optional<Runnable> watch(Consumer<End> closing) {
        if (!credentialsHold) {
            throw Problem.unauthenticated("the token has been revoked");
        }
        watched.add(closing);
        return Optional.of(() -> watched.remove(closing));
    }

    private static String yaml(int port, String... limits) {
        return """
        version: 1
        services:
          risk:
            base_url: http://127.0.0.1:%d
            mount: root
            auth: { type: basic, credential: risk }
            envelope: raw
            errors: problem
            %s
            routes:
              - { method: GET, path: /healthz, access: open, audit: none }
              - { method: POST, path: /v1/risk/score, access: "role(analyst) or scope(risk:score)" }
              - { method: GET, path: "/v1/cases/{rest*}", role: analyst }
              - { method: POST, path: "/v1/cases/{rest*}", role: analyst }
              - { method: GET, path: /v1/admin/config, role: admin }
              - { method: PUT, path: /v1/admin/config, role: admin }
          docs:
            base_url: http://127.0.0.1:%d/base
            prefix: /docs
            upstream_prefix: /v9
            mode: wildcard
            auth: { type: none }
            envelope: raw
            max_body_bytes: 1000
          wrapped:
            base_url: http://127.0.0.1:%d
            prefix: /wrapped
            mode: wildcard
            auth: { type: none }
            envelope: wrap
            websocket: true
            streams: { idle_ms: 1500, lifetime_ms: 60000 }
            routes:
              - { method: GET, path: "/of/{tenant_id}/things", role: viewer }
              - { method: GET, path: "/documents/{document_id}", role: viewer, audit: read }
              - { method: GET, path: "/export/{job_id}/excel", role: viewer, audit: export }
        """
                .formatted(port, String.join("\n    ", limits), port, port);
    }

    private static Optional<Caller> caller(Head head) {
        return TokenAuthenticator.bearer(head)
                .map(token ->
                        switch (token) {
                            case "alice" -> ALICE;
                            case "vera" -> VERA;
                            case "bot" -> BOT;
                            default -> throw Problem.unauthenticated("unknown token");
                        });
    }

    int port() {
        return listener.port();
    }

    Bytes connect() throws IOException {
        return Bytes.to(port());
    }

    /** Frames to a gateway that is {@link #secure}. */
    Http2Client http2() throws IOException {
        return Http2Client.to(port(), AUTHORITY.showingNothing());
    }

    /** Posts so many bytes as alice, by the JDK's client and HTTP/2; the status. */
    int upload(String path, int bytes) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(AUTHORITY.showingNothing()).build()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + port() + path))
                                    .header("Authorization", "Bearer alice")
                                    .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.version() != HttpClient.Version.HTTP_2) {
                throw new IllegalStateException("not by HTTP/2");
            }
            return answer.statusCode();
        }
    }

    /** A request of alice's, the headers one a line, sent on a connection of its own. */
    static String request(String line, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return line
                + " HTTP/1.1\r\nHost: gateway.example\r\nAuthorization: Bearer alice\r\n"
                + more
                + "\r\n";
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
        redis.close();
        file.toFile().delete();
    }
}
