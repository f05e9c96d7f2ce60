package dev.sentinel.bench.gateway;

/** What the upstream answers: 1 KiB of JSON. */
final class Payload {
    static final int BYTES = 1_024;
    static final String JSON = json();

    private Payload() {}

    private static String json() {
        StringBuilder json =
                new StringBuilder("{\"risk_score\":742,\"decision\":\"HOLD\",\"reasons\":[");
        String reason =
                "{\"code\":\"LARGE_TICKET\",\"points\":118,\"label\":\"amount above usual\"}";
        String end = "],\"filler\":\"";
        while (json.length() + reason.length() + 1 + end.length() + 2 < BYTES) {
            json.append(reason).append(',');
        }
        json.setLength(json.length() - 1);
        json.append(end);
        json.repeat('.', BYTES - 2 - json.length());
        return json.append("\"}").toString();
    }
}
