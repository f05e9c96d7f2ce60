package dev.sentinel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Neither secrets nor tokens reach the log, even when it is as talkative as it can be. */
class SecretsTest {
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    logged.add(event.getFormattedMessage());
                }
            };

    @Test
    void nothingSecretIsLogged() {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.sentinel");
        appender.start();
        ours.addAppender(appender);
        ours.setLevel(Level.TRACE);
        try (TestPlatform platform = new TestPlatform()) {
            String agentId = platform.hasAgent("agents:read", "tokens:read");
            Answer credential = platform.hasCredential(agentId);
            String secret = credential.text("clientSecret");
            String token = platform.token(agentId, secret).text("access_token");
            platform.token(secret, agentId);
            platform.get("/api/v1/agents", token + "x");
            platform.form(
                    "/api/v1/token/introspect",
                    Map.of("token", token),
                    "Authorization",
                    "Bearer " + token);

            // Whether anything else is logged is up to who began before: this shows that we hear
            // it.
            LoggerFactory.getLogger(SecretsTest.class).trace("heard");
            assertThat(logged).contains("heard");
            assertThat(String.join("\n", logged)).doesNotContain(secret, token);
            assertThat(platform.audited("acme").toString()).doesNotContain(secret, token);
            assertThat(platform.audited("system").toString()).doesNotContain(secret, token);
        } finally {
            ours.setLevel(Level.WARN);
            ours.detachAppender(appender);
        }
    }
}
