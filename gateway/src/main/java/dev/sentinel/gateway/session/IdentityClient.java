package dev.sentinel.gateway.session;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.trust.handover.IdentityHeaders;
import dev.sentinel.web.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks identity, as the gateway: with a key of its own, and telling who calls and from where. What
 * a client sent crosses only where it is named here.
 */
final class IdentityClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Pages of lists are far smaller. */
    private static final long LONGEST_ANSWER = 8L * 1024 * 1024;

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final URI base;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();

    IdentityClient(URI base, Secret serviceKey) {
        this.base = base;
        this.authorization = ServiceKeys.header(ServiceKeys.GATEWAY, serviceKey);
    }

    /**
     * One question.
     *
     * @param target path and query
     * @param session of the caller's token
     * @param presented a token that identity itself judges
     */
    record Question(
            String method,
            String target,
            BodyPublisher body,
            Optional<Principal> caller,
            Optional<String> session,
            Optional<String> presented,
            Optional<String> address,
            Optional<String> userAgent,
            Optional<String> requestId) {}

    /**
     * Identity's answer, whatever it is below 500.
     *
     * @throws Problem when there is none, or it says no more than that something is wrong
     */
    HttpResponse<byte[]> ask(Question question) {
        return ask(question, PATIENCE);
    }

    /** As {@link #ask(Question)}, but gives up after a time of the caller's. */
    HttpResponse<byte[]> ask(Question question, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(question.target()))
                        .timeout(patience)
                        .header("Authorization", authorization)
                        .method(question.method(), question.body());
        if (question.body().contentLength() > 0) {
            request.header("Content-Type", "application/json");
        }
        question.caller().ifPresent(caller -> IdentityHeaders.write(caller, request::header));
        question.session().ifPresent(id -> request.header(HandedOverCalls.SESSION, id));
        question.presented().ifPresent(token -> request.header(HandedOverCalls.PRESENTED, token));
        question.address().ifPresent(address -> request.header(HandedOverCalls.ADDRESS, address));
        question.userAgent().ifPresent(agent -> request.header("User-Agent", agent));
        question.requestId().ifPresent(id -> request.header("X-Request-ID", id));
        return answered(request.build());
    }

    private HttpResponse<byte[]> answered(HttpRequest request) {
        HttpResponse<byte[]> answer;
        try {
            answer =
                    http.send(
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        } catch (HttpTimeoutException late) {
            throw Problem.of(Problem.Kind.UPSTREAM_TIMEOUT, "identity did not answer in time");
        } catch (ConnectException away) {
            throw Problem.unavailable("identity is not available: try again");
        } catch (IOException broken) {
            throw Problem.of(Problem.Kind.UPSTREAM_FAILED, "identity did not answer");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("shutting down: try again");
        }
        if (answer.statusCode() == UNAVAILABLE) {
            throw Problem.unavailable("identity is not available: try again");
        }
        if (answer.statusCode() >= FIRST_SERVER_ERROR) {
            throw Problem.of(Problem.Kind.UPSTREAM_FAILED, "identity failed");
        }
        return answer;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
