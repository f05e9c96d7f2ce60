package dev.sentinel.bench.process;

import dev.sentinel.bench.load.LoadPlan;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongFunction;

/** The requests of each load, ready to be written to a connection. */
record Requests(URI gateway, URI risk, String token) {
    private static final int CONNECTIONS = 8;
    private static final long MOST = 4_000_000;
    private static final Duration SLICE = Duration.ofSeconds(1);

    LoadPlan direct() {
        return get(risk, "/healthz", "");
    }

    LoadPlan open() {
        return get(gateway, "/healthz", "");
    }

    LoadPlan verified() {
        return get(gateway, DemoChild.VERIFIED_HEALTH, authorization());
    }

    LoadPlan models() {
        return get(gateway, "/v1/models", authorization());
    }

    /** Every payment is new and of a few hundred customers, so features have a past to look at. */
    LoadPlan scores() {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return plan(
                gateway,
                Duration.ofSeconds(4),
                6,
                number ->
                        request(
                                gateway,
                                "POST /v1/risk/score",
                                "application/json",
                                payment(number, now)));
    }

    private static String payment(long number, String at) {
        return """
        {"transaction":{"tx_id":"bench-%d","created_at":"%s","amount":%d,"currency":"BRL",\
        "direction":"pay_out","channel":"bank_transfer","psp":"airwallex",\
        "route_id":"route_latam_220","status":"completed","status_reason":"approved",\
        "fee_total":6.5},"entities":{"sender_entity_id":"user_%d","receiver_entity_id":"merchant_%d",\
        "sender_country":"BR","receiver_country":"MX","device_id_hash":"dev_%d"}}\
        """
                .formatted(
                        number,
                        at,
                        10 + 37 * number % 5_000,
                        number % 400,
                        number % 40,
                        number % 400);
    }

    private byte[] request(URI server, String line, String contentType, String body) {
        String authorization = server.equals(gateway) ? authorization() : "";
        return "%s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(
                        line,
                        server.getAuthority(),
                        authorization,
                        contentType,
                        body.length(),
                        body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static LoadPlan get(URI server, String path, String headers) {
        byte[] request =
                "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                        .formatted(path, server.getAuthority(), headers)
                        .getBytes(StandardCharsets.US_ASCII);
        return plan(server, Duration.ofSeconds(3), 5, _ -> request);
    }

    private String authorization() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    private static LoadPlan plan(
            URI server, Duration warmUp, int slices, LongFunction<byte[]> request) {
        return new LoadPlan(
                new InetSocketAddress(server.getHost(), server.getPort()),
                request,
                CONNECTIONS,
                warmUp,
                SLICE,
                slices,
                MOST);
    }
}
