package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.SetClock;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.testing.TestClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys at an address that a client chose (RFC 7591 section 2), fetched as from an enemy. */
class RemoteJwksTest {
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private final AgentId bot = new AgentId(new UUID(1, 2));
    private final AtomicInteger asked = new AtomicInteger();
    private final SetClock clock = new SetClock("2026-06-05T10:00:00Z");
    private final ECKey first = TestClient.key("first");
    private final ECKey second = TestClient.key("second");
    private final RemoteJwks remote =
            new RemoteJwks(new PinnedFetch(TLS, true, Duration.ofMinutes(1)), clock);
    private HttpServer server;
    private volatile String body = Json.text(TestClient.jwks(first));
    private volatile int status = 200;
    private volatile Holding holding = () -> {};

    /** What the server waits for before it answers. */
    private interface Holding {
        void await() throws InterruptedException;
    }

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    awaited();
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Location", address() + "/else");
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void awaited() throws IOException {
        try {
            holding.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private List<String> kids(String kid) {
        return remote.keys(bot, address(), key -> key.key().kid().equals(kid)).stream()
                .map(each -> each.key().kid())
                .toList();
    }

    @Test
    void aSetIsKeptAndReadAgainForAnUnknownKeyButNotAtOnce() {
        assertThat(kids("first")).containsExactly("first");
        assertThat(kids("first")).containsExactly("first");
        assertThat(asked).hasValue(1);

        body = Json.text(TestClient.jwks(first, second));
        assertThat(kids("second")).containsExactly("first");
        assertThat(asked).hasValue(1);

        clock.pass(Duration.ofSeconds(11));
        assertThat(kids("second")).containsExactlyInAnyOrder("first", "second");
        assertThat(kids("made-up")).hasSize(2);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aKeyThatIsWithdrawnIsForgottenAndAnOutageIsBridgedForAWhile() {
        assertThat(kids("first")).containsExactly("first");

        status = 500;
        clock.pass(Duration.ofMinutes(11));
        assertThat(kids("first")).containsExactly("first");
        clock.pass(Duration.ofMinutes(11));
        assertThat(kids("first")).isEmpty();

        status = 200;
        body = Json.text(TestClient.jwks(second));
        clock.pass(Duration.ofMinutes(11));
        assertThat(kids("first")).containsExactly("second");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 307, 404, 500})
    void onlyA200IsRead(int other) {
        status = other;
        // 204 has no body to write.
        body = other == 204 ? "" : body;

        assertThat(kids("first")).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsTooLargeOrNoKeySetIsRefused() {
        for (String other : List.of("x".repeat(70_000), "{", "[]", "{\"keys\":{}}")) {
            body = other;
            assertThat(kids("first")).isEmpty();
            clock.pass(Duration.ofSeconds(11));
        }
    }

    @Test
    void secretAndSymmetricKeysAreNoKeys() {
        body = Json.text(java.util.Map.of("keys", List.of(first.toJSONObject())));

        assertThat(kids("first")).isEmpty();
    }

    /** A server that sends a byte now and then must not hold us. */
    @Test
    void aDripEndsAtTheDeadline() throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(dripping));
            URI uri = URI.create("http://127.0.0.1:" + dripping.getLocalPort() + "/jwks");

            assertThatThrownBy(() -> new PinnedFetch(TLS, true, Duration.ofMillis(300)).get(uri))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer within 300 ms");
        }
    }

    /** Otherwise one address that hangs would hold every request that names its client. */
    @Test
    void whoseKeyIsKnownDoesNotWaitForARead() throws Exception {
        assertThat(kids("first")).containsExactly("first");
        clock.pass(Duration.ofMinutes(11));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        holding =
                () -> {
                    begun.countDown();
                    done.await();
                };
        FutureTask<List<String>> reading = new FutureTask<>(() -> kids("first"));
        Thread.ofVirtual().start(reading);
        begun.await();

        assertThat(kids("first")).containsExactly("first");
        assertThat(reading.isDone()).isFalse();

        done.countDown();
        assertThat(reading.get()).containsExactly("first");
        assertThat(asked).hasValue(2);
    }

    private static void drip(ServerSocket dripping) {
        try (Socket socket = dripping.accept();
                OutputStream out = socket.getOutputStream()) {
            while (!Thread.currentThread().isInterrupted()) {
                out.write('x');
                out.flush();
                Thread.onSpinWait();
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
            }
        } catch (IOException _) {
            // It went away, as it should.
        }
    }

    /** Server-side request forgery: nothing inside is reachable, by name or by number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://localhost/",
                "https://[::1]/",
                "https://10.0.0.1/",
                "https://172.16.3.4/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://0.0.0.0/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fd00::1]/",
                "https://[fe80::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://2130706433/",
                "http://example.com/"
            })
    void privateAddressesAndPlainHttpAreRefused(String address) {
        assertThatThrownBy(() -> new PinnedFetch(TLS, false).get(URI.create(address)))
                .isInstanceOf(IOException.class)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage())
                                .containsAnyOf("private address", "only https"));
    }

    @Test
    void publicAddressesArePublic() throws IOException {
        for (String address : List.of("1.1.1.1", "192.0.1.1", "2606:4700::1111")) {
            assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
        }
    }
}
