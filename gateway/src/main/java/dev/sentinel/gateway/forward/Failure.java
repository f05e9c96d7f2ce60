package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Fault;
import dev.sentinel.web.Problem;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** How a call to a service can fail before its answer has begun (contract studio §7.5). */
enum Failure {
    /** Not called: the credential that is to be shown to it is not there. */
    NO_CREDENTIAL,
    /** Not called: its breaker is open. */
    RESTING,
    /** Not called: as many WebSockets are open as may be. */
    WEBSOCKETS_FULL,
    /** No connection: refused, unknown host, TLS. */
    UNREACHABLE,
    /** No connection in time, or no answer in time. */
    TIMED_OUT,
    /** Every connection is busy and the wait is full or over. */
    BUSY,
    /** The connection ended before the answer began. */
    CUT,
    /** What came back is not HTTP, or not an answer that may be passed on. */
    GARBLED,
    /** Whoever asked waits for no more: the service may well answer those who do. */
    NOT_AWAITED,
    /** It answers at greater length than whoever asked takes. */
    TOO_LONG,
    /** It answered that it failed (5xx): it lives, and what it said is not for callers. */
    FAILED,
    /** It answered that it is not available (503). */
    AWAY,
    /** The service refuses the gateway's own credential. */
    CREDENTIAL_REFUSED;

    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;

    static Failure of(Fault fault) {
        return switch (fault) {
            case BUSY -> BUSY;
            case UNREACHABLE -> UNREACHABLE;
            case CONNECT_TIMEOUT -> TIMED_OUT;
            case CUT -> CUT;
            case GARBLED -> GARBLED;
        };
    }

    /** Why no connection was had for a WebSocket. */
    static Failure connecting(Throwable cause) {
        return switch (cause) {
            case ConnectionPoolTooBusyException _ -> BUSY;
            case ConnectTimeoutException _ -> TIMED_OUT;
            case TimeoutException _ -> TIMED_OUT;
            default -> UNREACHABLE;
        };
    }

    /** Why no answer began on a connection. */
    static Failure answering(Throwable cause) {
        return switch (cause) {
            case HttpClosedException _ -> CUT;
            case StreamResetException _ -> CUT;
            case TimeoutException _ -> TIMED_OUT;
            case IOException _ -> CUT;
            default -> GARBLED;
        };
    }

    /** Whether a status says that the gateway's credential is refused, and not the caller's. */
    static boolean refusesCredential(int status) {
        return status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED;
    }

    /** What a status of 500 and above says (contract studio §3.5, rule 7). */
    static Failure ofStatus(int status) {
        return switch (status) {
            case 503 -> AWAY;
            case 504 -> TIMED_OUT;
            default -> FAILED;
        };
    }

    /** Whether it says that the service is down, rather than loaded, wrong or misconfigured. */
    boolean countsAgainstService() {
        return switch (this) {
            case UNREACHABLE, TIMED_OUT, CUT, GARBLED -> true;
            case NO_CREDENTIAL,
                    RESTING,
                    WEBSOCKETS_FULL,
                    BUSY,
                    NOT_AWAITED,
                    TOO_LONG,
                    FAILED,
                    AWAY,
                    CREDENTIAL_REFUSED ->
                    false;
        };
    }

    /** Whether another try may end otherwise: a time-out has cost the caller enough. */
    boolean mayBeTriedAgain() {
        return switch (this) {
            case UNREACHABLE, CUT -> true;
            case NO_CREDENTIAL,
                    RESTING,
                    WEBSOCKETS_FULL,
                    TIMED_OUT,
                    BUSY,
                    GARBLED,
                    NOT_AWAITED,
                    TOO_LONG,
                    FAILED,
                    AWAY,
                    CREDENTIAL_REFUSED ->
                    false;
        };
    }

    /** For the log. */
    String inWords() {
        return switch (this) {
            case NO_CREDENTIAL -> "the credential for it is missing";
            case RESTING -> "it has failed too often of late, and is given a rest";
            case WEBSOCKETS_FULL -> "as many WebSockets are open as may be";
            case UNREACHABLE -> "no connection: refused, unknown host or TLS";
            case TIMED_OUT -> "no connection, or no answer, in time";
            case BUSY -> "all connections are busy, and the wait for one is full or over";
            case CUT -> "the connection ended before the answer";
            case GARBLED -> "the answer is not HTTP or JSON, or must not be passed on";
            case NOT_AWAITED -> "no answer within the time that this question has";
            case TOO_LONG -> "the answer is longer than this question takes";
            case FAILED -> "it says that it failed";
            case AWAY -> "it says that it is not available";
            case CREDENTIAL_REFUSED -> "it refuses the gateway's credential";
        };
    }

    /** For the caller: names the service by its public name and nothing behind it. */
    Problem problem(String service, long retryAfterSeconds) {
        return switch (this) {
            case NO_CREDENTIAL, RESTING, WEBSOCKETS_FULL, UNREACHABLE, BUSY, AWAY ->
                    Problem.of(
                                    Problem.Kind.UNAVAILABLE,
                                    "SERVICE_UNAVAILABLE",
                                    service + " is not available: try again later")
                            .header("Retry-After", Long.toString(retryAfterSeconds));
            case TIMED_OUT, NOT_AWAITED ->
                    Problem.of(
                            Problem.Kind.UPSTREAM_TIMEOUT,
                            "UPSTREAM_TIMEOUT",
                            service + " did not answer in time");
            case CUT ->
                    Problem.of(
                            Problem.Kind.UPSTREAM_FAILED,
                            "UPSTREAM_ERROR",
                            service + " ended the connection without an answer");
            case FAILED ->
                    Problem.of(Problem.Kind.UPSTREAM_FAILED, "UPSTREAM_ERROR", service + " failed");
            case GARBLED, TOO_LONG ->
                    Problem.of(
                            Problem.Kind.UPSTREAM_FAILED,
                            "UPSTREAM_BAD_RESPONSE",
                            service + " gave an answer that cannot be passed on");
            case CREDENTIAL_REFUSED ->
                    Problem.of(
                            Problem.Kind.UPSTREAM_FAILED,
                            "UPSTREAM_AUTH_FAILED",
                            service + " refused the gateway's credential");
        };
    }
}
