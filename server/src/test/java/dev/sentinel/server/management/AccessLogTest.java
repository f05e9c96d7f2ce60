package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.Caller;
import dev.sentinel.web.FinishedCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The line of a finished call: what Logback would have written of it, for less. */
class AccessLogTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("sentinel.access");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    AccessLogTest() {
        // Otherwise SLF4J sets it.
        context.setMDCAdapter(new LogbackMDCAdapter());
        events.setContext(context);
        events.start();
        logger.addAppender(events);
    }

    @Test
    void itsLineIsTheOneThatLogbackWritesOfTheSameFields() {
        new AccessLog(logger).finished(call("GET", Optional.of(agent("agent-1"))));
        ILoggingEvent written = events.list.getFirst();
        logger.atInfo()
                .addKeyValue("request_id", "req-1")
                .addKeyValue("listener", "gateway")
                .addKeyValue("method", "GET")
                .addKeyValue("route", "unmatched")
                .addKeyValue("status", 404)
                .addKeyValue("duration_us", 1_234)
                .addKeyValue("caller", "agent-1")
                .log("request");
        ILoggingEvent usual = events.list.getLast();

        assertThat(afterTime(new JsonLines().encode(written)))
                .isEqualTo(afterTime(plain().encode(written)))
                .isEqualTo(afterTime(plain().encode(usual)));
    }

    @Test
    void whatACallerSendsStaysInsideItsField() throws Exception {
        String method = "G\"},{\"status\":\"200\\\n\t\u0000\u20ac";
        new AccessLog(logger).finished(call(method, Optional.empty()));
        byte[] line = new JsonLines().encode(events.list.getFirst());

        assertThat(new String(line, StandardCharsets.UTF_8).lines()).hasSize(1);
        JsonNode fields = Json.read(line).path("kvpList");
        assertThat(fields.path(2).path("method").textValue()).isEqualTo(method);
        assertThat(fields.path(4).path("status").textValue()).isEqualTo("404");
        assertThat(fields.path(6).path("caller").textValue()).isEqualTo("-");
    }

    @Test
    void peopleReadItAsAnyOtherLine() {
        new AccessLog(logger).finished(call("GET", Optional.empty()));
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%-5level %logger{0}: %msg %kvp{NONE}%n%ex{short}");
        layout.start();

        assertThat(layout.doLayout(events.list.getFirst()))
                .startsWith("INFO  access: request request_id=req-1 listener=gateway method=GET");
    }

    @Test
    void aLevelAboveInfoEndsIt() {
        logger.setLevel(Level.WARN);
        new AccessLog(logger).finished(call("GET", Optional.empty()));

        assertThat(events.list).isEmpty();
    }

    private JsonEncoder plain() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        return encoder;
    }

    private static String afterTime(byte[] line) {
        return new String(line, StandardCharsets.UTF_8)
                .replaceFirst("\"timestamp\":[0-9]{13},", "\"timestamp\":0,");
    }

    private static Caller agent(String id) {
        return new Principal.Agent(id, "acme", Set.of(), List.of());
    }

    private static FinishedCall call(String method, Optional<Caller> caller) {
        return new FinishedCall(
                "gateway",
                "req-1",
                method,
                "/nowhere",
                Optional.empty(),
                caller,
                "192.0.2.7",
                Optional.of("curl/8"),
                404,
                Optional.empty(),
                false,
                Instant.EPOCH,
                Duration.ofNanos(1_234_567));
    }
}
