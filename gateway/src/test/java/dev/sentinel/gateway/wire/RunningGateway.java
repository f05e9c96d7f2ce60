package dev.sentinel.gateway.wire;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.base.config.Settings;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Head;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gateway on a free port, whose callers are told by simple tokens, before one service. */
final class RunningGateway implements AutoCloseable {
    static final Principal ALICE =
            new Principal.Person("usr_alice", "wsp_acme", Role.ANALYST, Optional.empty());
    private static final Principal VERA =
            new Principal.Person("usr_vera", "wsp_acme", Role.VIEWER, Optional.empty());
    private static final Principal BOT =
            new Principal.Agent(
                    "agt_invoice", "wsp_acme", Set.of("risk:score"), List.of("usr_alice"));

    /** {@code Basic gateway:open-sesame}. */
    static final String CREDENTIAL = "Basic Z2F0ZXdheTpvcGVuLXNlc2FtZQ==";

    final BlockingQueue<AuditEvent> audited = new LinkedBlockingQueue<>();
    private final WebServer server;
    private final Gateway gateway;
    private final Listener listener;

    /** {@code limits} are lines of YAML that stand in the service's entry. */
    RunningGateway(int upstreamPort, String... limits) throws IOException {
        Path file = Files.createTempFile("services", ".yaml");
        Files.writeString(file, yaml(upstreamPort, limits));
        Settings settings =
                Settings.of(
                        Map.of(
                                "SERVICE_CONFIG_PATH", file.toString(),
                                "SERVICE_USER", "gateway",
                                "RISK_SERVICE_PASSWORD", "open-sesame"));
        GatewayConfig config = GatewayConfig.from(settings);
        Files.delete(file);
        if (!settings.problems().isEmpty()) {
            throw new IllegalStateException(settings.problems().toString());
        }
        server = WebServer.start(Clock.systemUTC());
        gateway =
                new Gateway(
                        config,
                        server.vertx(),
                        2,
                        audited::add,
                        Map.of("postgres", () -> true),
                        Clock.systemUTC(),
                        "1.2.3");
        listener =
                server.listen(
                        new ListenerConfig("gateway", "127.0.0.1", 0, Dialect.ENVELOPE),
                        RouteTable.of(gateway.resources()),
                        RunningGateway::caller,
                        gateway.observer());
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
        """
                .formatted(port, String.join("\n    ", limits), port);
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
    }
}
