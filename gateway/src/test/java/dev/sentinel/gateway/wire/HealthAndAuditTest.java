package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Outcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Contract studio §10 and §12. */
class HealthAndAuditTest {
    @Test
    void livenessTouchesNothing() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send("GET /health HTTP/1.1\r\nHost: g\r\n\r\n");

            assertThat(client.readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n{\"status\":\"ok\"}");
            assertThat(upstream.everything()).isEmpty();
        }
    }

    @Test
    void readinessTellsOfEachDependencyAndNoAddress() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String question = "GET /api/v1/health HTTP/1.1\r\nHost: g\r\n\r\n";
            String answer = client.send(question).readMessage();

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains(
                            "{\"success\":true,\"message\":\"Operation completed\",\"error\":null")
                    .contains("\"status\":\"ok\",\"version\":\"1.2.3\"")
                    .containsPattern("\"postgres\":\\{[^}]*\"status\":\"healthy\"")
                    .containsPattern("\"risk\":\\{[^}]*\"status\":\"healthy\"")
                    .doesNotContain("127.0.0.1");
            assertThat(upstream.nextRequest()).contains("/health HTTP/1.1");
            client.send(question).readMessage();
            assertThat(upstream.connectionCount()).as("kept for 5 s").isEqualTo(3);
        }
    }

    @Test
    void deadServiceDegradesButDoesNotFail() throws Exception {
        RecordingUpstream gone = RecordingUpstream.ok();
        gone.close();
        try (RunningGateway gateway = new RunningGateway(gone.port());
                Bytes client = gateway.connect()) {
            client.send("GET /api/v1/health HTTP/1.1\r\nHost: g\r\n\r\n");

            assertThat(client.readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"status\":\"degraded\"")
                    .containsPattern("\"risk\":\\{[^}]*\"status\":\"unhealthy\"");
        }
    }

    /** Contract studio §10: a second for each probe, or one service holds up all who ask. */
    @Test
    void aServiceThatIsSlowToTellIsNotWaitedFor() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch done = new CountDownLatch(1);
        try (RecordingUpstream upstream = holding(asked, done);
                RunningGateway gateway =
                        new RunningGateway(upstream.port(), "health: { timeout_ms: 30000 }");
                Bytes client = gateway.connect()) {
            String answer =
                    client.send("GET /api/v1/health HTTP/1.1\r\nHost: g\r\n\r\n").readMessage();

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"status\":\"degraded\"")
                    .containsPattern("\"risk\":\\{[^}]*\"status\":\"unhealthy\"");
            done.countDown();
        }
    }

    @Test
    void everyCallOfAKnownCallerIsAuditedWithItsTemplate() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases/77?q=private", "User-Agent: curl/8")).readMessage();
            AuditEvent called = gateway.audited.poll(10, TimeUnit.SECONDS);
            client.send(request("GET /v1/admin/config")).readMessage();
            AuditEvent refused = gateway.audited.poll(10, TimeUnit.SECONDS);
            client.send(request("GET /healthz")).readMessage();

            assertThat(called).isNotNull();
            assertThat(called.action()).isEqualTo("api.called");
            assertThat(called.actor()).isEqualTo(Actor.person("usr_alice"));
            assertThat(called.workspace()).isEqualTo("wsp_acme");
            assertThat(called.origin().userAgent()).isEqualTo(Optional.of("curl/8"));
            assertThat(called.metadata())
                    .containsEntry("endpoint", "/v1/cases/{rest*}")
                    .containsEntry("method", "GET")
                    .containsEntry("status_code", 200L)
                    .containsEntry("service", "risk")
                    .containsKey("duration_ms")
                    .doesNotContainKey("reason");
            assertThat(called.toString()).doesNotContain("private");
            assertThat(refused).isNotNull();
            assertThat(refused.outcome()).isEqualTo(Outcome.FAILURE);
            assertThat(refused.metadata())
                    .containsEntry("service", "risk")
                    .containsEntry("reason", "role admin is required");
            assertThat(gateway.audited).isEmpty();
        }
    }

    /** Contract studio §12: all but health and preflight. */
    @Test
    void whatTheGatewayAnswersItselfIsAuditedToo() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /api/v1/discovery/services")).readMessage();
            AuditEvent called = gateway.audited.poll(10, TimeUnit.SECONDS);
            client.send(request("GET /api/v1/health")).readMessage();
            client.send(request("GET /api/v1/dashboard")).readMessage();
            AuditEvent next = gateway.audited.poll(10, TimeUnit.SECONDS);

            assertThat(called).isNotNull();
            assertThat(called.action()).isEqualTo("api.called");
            assertThat(called.actor()).isEqualTo(Actor.person("usr_alice"));
            assertThat(called.metadata())
                    .containsEntry("endpoint", "/api/v1/discovery/services")
                    .doesNotContainKey("service");
            assertThat(next).isNotNull();
            assertThat(next.metadata()).containsEntry("endpoint", "/api/v1/dashboard");
        }
    }

    /** What a service says may name people, and cannot be taken out of the log again. */
    @Test
    void serviceThatRefusesIsNamedAndItsWordsAreNotKept() throws Exception {
        String words = "{\"detail\":\"bob@acme.example has no such document\"}";
        String answer =
                "HTTP/1.1 404 No\r\nContent-Type: application/json\r\nContent-Length: "
                        + words.length()
                        + "\r\n\r\n"
                        + words;
        try (RecordingUpstream upstream = RecordingUpstream.answering(answer);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /api/v1/wrapped/documents/7")).readMessage())
                    .startsWith("HTTP/1.1 404 ")
                    .contains("bob@acme.example has no such document");
            AuditEvent refused = gateway.audited.poll(10, TimeUnit.SECONDS);

            assertThat(refused).isNotNull();
            assertThat(refused.metadata())
                    .containsEntry("service", "wrapped")
                    .containsEntry("reason", "wrapped refused it");
            assertThat(refused.toString()).doesNotContain("bob@acme");
        }
    }

    /** Somebody with any token asks for what is above its role, while the audit log is away. */
    @Test
    void refusedCallsNeverTakeThePlaceOfOneThatIsInFlight() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (RecordingUpstream upstream = holding(asked, done);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes inFlight = gateway.connect();
                Bytes attacker = gateway.connect()) {
            gateway.auditOpen = new CountDownLatch(1);
            inFlight.send(request("GET /v1/cases/77"));
            asked.await();
            attacker.send(request("GET /v1/admin/config")).readMessage();
            gateway.endAgain(gateway.finished.take(), 60_000);
            done.countDown();
            assertThat(inFlight.readMessage()).startsWith("HTTP/1.1 200 ");
            // Of the same connection, so the one before it is over; and nobody is kept out.
            assertThat(inFlight.send(request("GET /v1/cases/78")).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            gateway.auditOpen.countDown();

            AuditEvent event;
            do {
                event = gateway.audited.poll(10, TimeUnit.SECONDS);
                assertThat(event).as("the call that was in flight").isNotNull();
            } while (!Long.valueOf(200).equals(event.metadata().get("status_code")));
        }
    }

    private static RecordingUpstream holding(CountDownLatch asked, CountDownLatch done)
            throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            while (true) {
                connection.readMessage();
                asked.countDown();
                awaited(done);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
    }

    private static void awaited(CountDownLatch done) throws IOException {
        try {
            done.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** Whatever the log throws: the thread that passes calls on is the only one. */
    @Test
    void anErrorOfTheAuditLogLosesNoCall() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.auditOpen =
                    new CountDownLatch(0) {
                        @Override
                        public void await() {
                            if (asked.getAndIncrement() == 0) {
                                throw new StackOverflowError("in the audit log");
                            }
                        }
                    };
            client.send(request("GET /v1/cases/77")).readMessage();

            assertThat(gateway.audited.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aFullAuditQueueSlowsCallersAndLosesNothing() throws Exception {
        int calls = 17_500;
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.auditOpen = new CountDownLatch(1);
            client.send(request("GET /v1/cases/76")).readMessage();
            gateway.endAgain(gateway.finished.take(), calls);
            client.send(request("GET /v1/cases/77"));
            assertThat(upstream.everything()).doesNotContain("/v1/cases/77");
            gateway.auditOpen.countDown();

            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
            for (int i = 0; i <= calls + 1; i++) {
                assertThat(gateway.audited.poll(10, TimeUnit.SECONDS)).as("event " + i).isNotNull();
            }
        }
    }
}
