package dev.sentinel.gateway.forward;

import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * What will be sent of a request, found out before anything is.
 *
 * @param nominated headers that the client's {@code Connection} takes away
 * @param uri as the service sees it
 * @param announced bytes of the body, as {@link Exchange#bodyLength}
 */
record Outbound(HttpMethod method, List<String> nominated, String uri, long announced) {
    static final Outbound NOTHING = new Outbound(HttpMethod.GET, List.of(), "/", 0);

    /** Throws a {@link Problem} for what may not be forwarded. */
    static Outbound of(Exchange exchange, Forwarder forwarder) {
        HttpServerRequest received = exchange.raw();
        Outbound outbound =
                new Outbound(
                        received.method(),
                        HeaderRules.nominatedByClient(
                                received.headers().getAll(HttpHeaders.CONNECTION)),
                        forwarder.target().of(exchange.target()),
                        exchange.bodyLength());
        int most = forwarder.route().maxBody();
        if (outbound.announced() > most) {
            throw RequestBody.tooLarge(most);
        }
        String expected = received.getHeader(HttpHeaders.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw Problem.malformed("the only expectation met here is 100-continue").status(417);
        }
        return outbound;
    }

    /** Nothing of it is used up by sending it. */
    boolean isBodiless() {
        return announced == 0;
    }

    /** Whether sending it twice does no more than sending it once (RFC 9110 §9.2.1). */
    boolean isSafe() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
