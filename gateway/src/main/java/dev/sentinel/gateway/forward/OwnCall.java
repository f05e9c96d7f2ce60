package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.forward.Question.Unanswered;
import dev.sentinel.gateway.forward.ServiceAnswer.Answered;
import dev.sentinel.gateway.forward.ServiceAnswer.NotAnswered;
import dev.sentinel.gateway.forward.http1.HeadWriter;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.handover.IdentityHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question of the gateway's own to a service, in a caller's name: a GET, its answer whole. */
record OwnCall(Vertx vertx, Upstream upstream, String uri, Principal caller, String requestId) {

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
        BasicCredential shown = upstream.credential();
        return put(lane, budget, shown)
                .compose(answered ->
                        isRefusal(answered) && shown != null
                                ? again(lane, budget, shown, answered)
                                : Future.succeededFuture(answered))
                .compose(answered ->
                        isRefusal(answered)
                                ? Future.failedFuture(new Unanswered(Failure.CREDENTIAL_REFUSED))
                                : Future.<ServiceAnswer>succeededFuture(answered))
                .recover(failure -> Future.succeededFuture(failed(failure)))
                .onComplete(_ -> lane.leave());
    }

    private Future<Answered> put(Lane lane, Duration budget, @Nullable BasicCredential shown) {
        return Question.ask(upstream, lane, uri, budget, head -> headers(head, shown))
                .onSuccess(_ -> upstream.breaker().succeeded());
    }

    /** Once, with another credential, if there is one (contract studio §7.5). */
    private Future<Answered> again(
            Lane lane, Duration budget, BasicCredential refused, Answered before) {
        return upstream.replace(refused)
                .compose(another ->
                        another
                                ? put(lane, budget, upstream.credential())
                                : Future.succeededFuture(before));
    }

    private static boolean isRefusal(Answered answered) {
        return Failure.refusesCredential(answered.status());
    }

    private void headers(HeadWriter head, @Nullable BasicCredential shown) {
        head.add("Accept", "application/json");
        head.add("Accept-Encoding", "identity");
        head.add("X-Request-ID", requestId);
        if (shown != null) {
            head.add("Authorization", shown.header().expose());
        }
        IdentityHeaders.write(caller, head::add);
    }

    private ServiceAnswer failed(Throwable cause) {
        Failure failure =
                cause instanceof Unanswered unanswered ? unanswered.failure() : Failure.GARBLED;
        FailedCalls.tell(requestId, upstream.name(), failure);
        // Not the asker's own limits: one page that wants too much would close the service to all.
        if (failure.countsAgainstService()) {
            upstream.breaker().failed();
        }
        return new NotAnswered(
                switch (failure) {
                    case TIMED_OUT, NOT_AWAITED -> "UPSTREAM_TIMEOUT";
                    case TOO_LONG -> "UPSTREAM_BAD_RESPONSE";
                    case CREDENTIAL_REFUSED -> "UPSTREAM_AUTH_FAILED";
                    default -> "SERVICE_UNAVAILABLE";
                });
    }
}
