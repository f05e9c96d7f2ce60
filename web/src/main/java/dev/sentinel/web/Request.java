package dev.sentinel.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request that is whole in memory, its caller known and allowed. */
public final class Request implements Head {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");

    private final Exchange exchange;
    private final byte[] body;
    private @Nullable Form queries;

    Request(Exchange exchange, byte[] body) {
        this.exchange = exchange;
        this.body = body;
    }

    @Override
    public String method() {
        return exchange.head().method();
    }

    @Override
    public String path() {
        return exchange.head().path();
    }

    @Override
    public Optional<String> header(String name) {
        return exchange.head().header(name);
    }

    @Override
    public List<String> headers(String name) {
        return exchange.head().headers(name);
    }

    @Override
    public String remoteAddress() {
        return exchange.head().remoteAddress();
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return exchange.head().clientCertificates();
    }

    /** The id that names this request in logs, audit and answers. */
    public String requestId() {
        return exchange.requestId();
    }

    public Instant receivedAt() {
        return exchange.receivedAt();
    }

    /** The target as it was received. */
    public RequestTarget target() {
        return exchange.target();
    }

    /** A path parameter of the route's template, decoded. */
    public String pathParam(String name) {
        String value = exchange.parameters().get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** All path parameters. */
    public Map<String, String> pathParams() {
        return exchange.parameters();
    }

    /** A query parameter, decoded; twice the same one is refused. */
    public Optional<String> query(String name) {
        return queries().text(name);
    }

    /** All query parameters. */
    public Form queries() {
        Form parsed = queries;
        if (parsed == null) {
            parsed = Form.parse(exchange.target().query());
            queries = parsed;
        }
        return parsed;
    }

    /** A whole number in the query, within bounds. */
    public int queryInt(String name, int otherwise, int least, int most) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        // ASCII only: parseInt also takes the digits of every other script.
        if (WHOLE.matcher(text.get()).matches()) {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw Problem.invalid(name, "must be a whole number from " + least + " to " + most);
    }

    /** A moment in the query, in ISO 8601. */
    public Optional<Instant> queryInstant(String name) {
        return query(name).map(text -> JsonBody.moment(name, text));
    }

    /** The caller; every route but an open one has one. */
    public Caller caller() {
        return optionalCaller()
                .orElseThrow(() -> Problem.unauthenticated("a valid Bearer token is required"));
    }

    public Optional<Caller> optionalCaller() {
        return exchange.caller();
    }

    /** The body's bytes, not copied: they are the caller's to keep. */
    public byte[] body() {
        return body;
    }

    /** The body as a JSON object. */
    public JsonBody json() {
        requireType("application/json");
        if (body.length == 0) {
            throw Problem.malformed("the body is empty: it must be a JSON object");
        }
        try {
            return JsonBody.of(Json.read(body));
        } catch (JsonProcessingException fault) {
            JsonLocation at = fault.getLocation();
            String place =
                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw Problem.malformed("the body is not valid JSON" + place);
        }
    }

    /** The body as a form; only the fields named here may be there more than once. */
    public Form form(String... repeatable) {
        requireType("application/x-www-form-urlencoded");
        return Form.parse(new String(body, StandardCharsets.ISO_8859_1), Set.of(repeatable));
    }

    private void requireType(String wanted) {
        String encoding = header("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw Problem.of(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding " + encoding + " is not read here: send the body as it is");
        }
        String type = header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.toLowerCase(Locale.ROOT).equals(wanted)) {
            throw Problem.of(Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be " + wanted);
        }
    }
}
