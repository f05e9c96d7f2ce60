package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.gateway.reload.RegistryReload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Another registry while requests go on: whole or not at all, and nothing of them is cut. */
class ReloadTest {
    private static final String CASES =
            "- { method: GET, path: \"/v1/cases/{rest*}\", role: analyst }";

    @Test
    void narrowerRegistryIsInForceAtOnceAndStreamsGoOn() throws Exception {
        CountDownLatch reloaded = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
                            latch(reloaded);
                            connection.send("lf");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes open = gateway.connect();
                Bytes kept = gateway.connect()) {
            assertThat(open.send(request("GET /v1/cases/1")).readHead())
                    .startsWith("HTTP/1.1 200 ");

            gateway.rewrite(yaml -> yaml.replace(CASES, CASES.replace("analyst", "admin")));

            assertThat(kept.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 403 ");
            reloaded.countDown();
            assertThat(open.read(4)).as("begun under the registry before").isEqualTo("half");
        }
    }

    /** Also when its service is another one now, or gone. */
    @Test
    void changedServiceIsCalledWhereItIsNow() throws Exception {
        try (RecordingUpstream before = RecordingUpstream.ok();
                RecordingUpstream after = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(before.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases/1")).readMessage();
            gateway.rewrite(
                    yaml -> yaml.replace(":" + before.port() + "\n", ":" + after.port() + "\n"));
            assertThat(client.send(request("GET /v1/cases/2")).readMessage())
                    .startsWith("HTTP/1.1 200 ");

            assertThat(after.nextRequest()).startsWith("GET /v1/cases/2 ");
            assertThat(before.everything()).doesNotContain("cases/2");
        }
    }

    @Test
    void widerRegistryIsRefusedUnlessItSaysSo() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml ->
                    yaml.replace(
                            "/v1/admin/config, role: admin", "/v1/admin/config, role: analyst"));
            assertThat(client.send(request("GET /v1/admin/config")).readMessage())
                    .startsWith("HTTP/1.1 403 ");
            assertThat(client.send(request("GET /api/v1/health")).readMessage())
                    .contains("\"status\":\"degraded\"", "\"registry\":\"refused\"");

            gateway.rewrite(yaml -> yaml.replace("version: 1", "version: 1\nallow_widening: true"));
            assertThat(client.send(request("GET /v1/admin/config")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** The rules of the routes stay what they are, so the log must say it in words of its own. */
    @Test
    void switchThatEndsAllChangesIsToldAndRefuses() throws Exception {
        String off = "version: 1\nwrite_disabled: ";
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                LogLines log = LogLines.of(RegistryReload.class);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("version: 1", off + "wsp_some, wsp_acme"));
            assertThat(client.send(request("POST /v1/cases/1", "Content-Length: 0")).readMessage())
                    .startsWith("HTTP/1.1 403 ")
                    .contains("WRITE_DISABLED");
            gateway.rewrite(yaml -> yaml.replace("wsp_some, wsp_acme", "true"));
            assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            gateway.rewrite(yaml -> yaml.replace(off + "true", "version: 1"));

            String what = ": calls other than GET and HEAD are 403 WRITE_DISABLED";
            assertThat(log.lines())
                    .containsSubsequence(
                            "WARN changes are switched off for workspaces wsp_acme, wsp_some"
                                    + what,
                            "WARN changes are switched off for everybody" + what,
                            "WARN changes are switched on again for everybody");
        }
    }

    @Test
    void brokenRegistryLeavesTheOneBeforeItInForce() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("mount: root", "muont: root"));
            assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(client.send(request("GET /api/v1/health")).readMessage())
                    .contains("\"registry\":\"refused\"");
        }
    }

    /** Each reload changes the service itself, so that its connections are made anew. */
    @Test
    void reloadsUnderLoadFailNothing() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port(), "retries: 1")) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(
                        CompletableFuture.runAsync(
                                () -> call(gateway, over, answered), Thread::startVirtualThread));
            }
            for (int i = 0; i < 20; i++) {
                int before = answered.get();
                String retries = "retries: " + i % 2;
                gateway.rewrite(yaml -> yaml.replaceFirst("retries: [01]", retries));
                await().until(() -> answered.get() > before + 10 || failed(callers));
            }
            over.set(true);
            for (CompletableFuture<Void> caller : callers) {
                caller.get(10, TimeUnit.SECONDS);
            }
            assertThat(answered.get()).isGreaterThan(200);
        }
    }

    private static boolean failed(List<CompletableFuture<Void>> callers) {
        return callers.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static void call(RunningGateway gateway, AtomicBoolean over, AtomicInteger answered) {
        try (Bytes client = gateway.connect()) {
            while (!over.get()) {
                assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                        .startsWith("HTTP/1.1 200 ");
                answered.incrementAndGet();
            }
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    @Test
    void changeOfTheFileIsNoticed() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.write(yaml -> yaml.replace(CASES, CASES.replace("analyst", "admin")));

            await().untilAsserted(() ->
                    assertThat(client.send(request("GET /v1/cases/1")).readMessage())
                            .startsWith("HTTP/1.1 403 "));
        }
    }

    private static void latch(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the other side did not get there");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
