package dev.sentinel.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.Problem;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class IdentityClientTest {
    /** Else one question could fill the memory of the gateway. */
    @Test
    void anAnswerWithoutEndIsRefused() throws IOException {
        try (TestIdentity identity = new TestIdentity();
                IdentityClient client = identity.client()) {
            assertThatThrownBy(() -> client.ask(question("/long")))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.kind())
                                            .isEqualTo(Problem.Kind.UPSTREAM_FAILED));
        }
    }

    private static IdentityClient.Question question(String target) {
        return new IdentityClient.Question(
                "GET",
                target,
                BodyPublishers.noBody(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
