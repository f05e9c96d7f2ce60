package dev.sentinel.gateway.errors;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The page of all codes, with the anchors that {@code documentation_url} names. */
public final class ErrorResource implements Resource {
    private static final int OK = 200;
    private static final String STYLED =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    private static final String TOP =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Sentinel: error codes</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem }
            dt { font-family: monospace; margin-top: 1rem }
            dt:target { background: #ffd }
            </style>
            <h1>Error codes</h1>
            <p>A service may give codes of its own; its documentation explains them.</p>
            <dl>
            """;

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/docs/errors")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.open())
                        .to(ErrorResource::page));
    }

    private static Response page(Request request) {
        StringBuilder page = new StringBuilder(TOP);
        for (ErrorMeaning each : ErrorMeaning.ALL) {
            page.append("<dt id=\"")
                    .append(each.code().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(each.code())
                    .append(" (")
                    .append(each.status())
                    .append(")<dd>")
                    .append(each.meaning())
                    .append('\n');
        }
        return Response.bytes(
                        OK,
                        "text/html; charset=utf-8",
                        (page + "</dl>\n").getBytes(StandardCharsets.UTF_8))
                .header("Content-Security-Policy", STYLED);
    }
}
