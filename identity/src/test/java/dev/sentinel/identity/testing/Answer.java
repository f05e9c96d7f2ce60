package dev.sentinel.identity.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** What came back over HTTP. */
public record Answer(int status, HttpHeaders headers, String body) {
    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    public JsonNode json() {
        return Json.tree(body);
    }

    /** A text field. */
    public String text(String field) {
        return json().path(field).asText();
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
