package dev.sentinel.server.log;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.MemoryObjectStore;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.limit.AddressLimit;
import dev.sentinel.trust.limit.Quota;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A log of real events, served over real HTTP. */
public final class RunningLog implements AutoCloseable {
    public static final Secret SERVICE_KEY = new Secret("a service key of the tests, long enough");
    public static final String SERVICE = ServiceKeys.header("gateway", SERVICE_KEY);
    private static final Action CREATED =
            Action.of("agent.created", "an agent was registered")
                    .field("version", "its version")
                    .personal("email", "its address");

    /** Enough for every test that does not mean to exceed it. */
    static final int MOST_A_MINUTE = 200;

    final AtomicLong nanoTime = new AtomicLong();
    public final TestDatabase stores = TestPostgres.fresh("audit");
    public final Database database = stores.open();
    public final NoteKey key = NoteKey.generate("sentinel.test/audit", new SecureRandom());
    public final Audit audit;
    private final WebServer web = WebServer.start(Clock.systemUTC());
    private final Listener listener;
    private final HttpClient http = HttpClient.newHttpClient();

    public RunningLog() throws IOException {
        audit =
                new Audit(
                        database,
                        new MemoryObjectStore(),
                        () -> LogKeys.of(key),
                        Actions.of(List.of(CREATED)),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        AuditConfig.DEFAULT,
                        new SimpleMeterRegistry());
        audit.start();
        LogResource resource =
                new LogResource(
                        audit.proofs(),
                        audit.witnesses(),
                        audit::publicKeys,
                        Duration.ofDays(90),
                        new AddressLimit(new Quota(MOST_A_MINUTE, Quota.MINUTE), nanoTime::get),
                        Clock.systemUTC());
        listener =
                web.listen(
                        new ListenerConfig("identity", "127.0.0.1", 0, Dialect.AGENT),
                        RouteTable.of(List.of(resource)),
                        agents().or(new ServiceKeys(Map.of("gateway", SERVICE_KEY))),
                        _ -> {});
    }

    /** {@code http://127.0.0.1:port/audit}. */
    public String prefix() {
        return "http://127.0.0.1:" + listener.port() + "/audit";
    }

    /** Writes this many events of workspace acme and waits for their proofs. */
    public List<UUID> write(int count) {
        List<UUID> ids = new ArrayList<>();
        long size = audit.proofs().size() + count;
        database.inTransaction(tx -> {
            List<AuditEvent> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                events.add(event(i));
            }
            audit.log().appendAll(tx, events).forEach(entry -> ids.add(entry.id()));
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> audit.proofs().size() == size);
        return ids;
    }

    public HttpResponse<byte[]> get(String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(prefix() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        http.close();
        web.close();
        audit.close();
        stores.close();
    }

    private static AuditEvent event(int i) {
        return AuditEvent.of(CREATED, "acme", Actor.person("alice"))
                .on("agent", "agent-" + i)
                .from(Origin.of("192.0.2.7", Optional.of("curl/8 \"quoted\" \u00e9"), "req-" + i))
                .after(Map.of("version", "1.0." + i, "email", "agent-" + i + "@acme.test"));
    }

    /** {@code Bearer acme audit:read} is an agent of acme with this scope. */
    private static Authenticator agents() {
        return head ->
                head.header("Authorization")
                        .filter(value -> value.startsWith("Bearer "))
                        .map(value -> value.split(" ", 3))
                        .map(parts ->
                                new Principal.Agent("bot", parts[1], Set.of(parts[2]), List.of()));
    }
}
