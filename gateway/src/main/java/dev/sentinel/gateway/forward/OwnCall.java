package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.forward.ServiceAnswer.Answered;
import dev.sentinel.gateway.forward.ServiceAnswer.NotAnswered;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.handover.IdentityHeaders;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One question of the gateway's own to a service, in a caller's name: a GET, its answer whole. */
record OwnCall(Vertx vertx, Upstream upstream, String uri, Principal caller, String requestId) {
    private static final int LARGEST_ANSWER = 1024 * 1024;

    /** Always ends with an answer, within the budget. */
    Future<ServiceAnswer> ask(Duration budget) {
        Promise<ServiceAnswer> answer = Promise.promise();
        vertx.runOnContext(_ -> onLoop(budget).onComplete(answer));
        return answer.future()
                .timeout(budget.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(_ -> new NotAnswered("UPSTREAM_TIMEOUT"));
    }

    private Future<ServiceAnswer> onLoop(Duration budget) {
        Lane lane = upstream.lane();
        if (upstream.lacksCredential() || !upstream.breaker().admits() || !lane.enter()) {
            return Future.succeededFuture(new NotAnswered("SERVICE_UNAVAILABLE"));
        }
        return upstream.open(lane, HttpMethod.GET, uri)
                .compose(request -> send(request, budget))
                .onSuccess(_ -> upstream.breaker().succeeded())
                .recover(failure -> Future.succeededFuture(failed(failure)))
                .onComplete(_ -> lane.leave());
    }

    private Future<ServiceAnswer> send(HttpClientRequest request, Duration budget) {
        request.exceptionHandler(_ -> {});
        request.idleTimeout(budget.toMillis());
        MultiMap headers = request.headers();
        headers.set(HttpHeaders.ACCEPT, "application/json");
        headers.set(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        headers.set("X-Request-ID", requestId);
        BasicCredential shown = upstream.credential();
        if (shown != null) {
            headers.set(HttpHeaders.AUTHORIZATION, shown.header().expose());
        }
        IdentityHeaders.write(caller, (name, value) -> headers.set(name, value));
        return request.send().compose(response -> whole(request, response));
    }

    private static Future<ServiceAnswer> whole(
            HttpClientRequest request, HttpClientResponse response) {
        Promise<ServiceAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(answer::tryFail);
        response.handler(part -> {
            if (body.length() + part.length() > LARGEST_ANSWER) {
                answer.tryFail(new IOException("the answer is too long"));
                request.reset();
                return;
            }
            body.appendBuffer(part);
        });
        response.endHandler(
                _ -> answer.tryComplete(new Answered(response.statusCode(), body.getBytes())));
        return answer.future();
    }

    private ServiceAnswer failed(Throwable cause) {
        Failure failure = Failure.connecting(cause, false);
        if (failure.countsAgainstService()) {
            upstream.breaker().failed();
        }
        return new NotAnswered(
                failure == Failure.TIMED_OUT ? "UPSTREAM_TIMEOUT" : "SERVICE_UNAVAILABLE");
    }
}
