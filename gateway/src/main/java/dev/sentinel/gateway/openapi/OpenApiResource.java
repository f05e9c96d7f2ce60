package dev.sentinel.gateway.openapi;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** What the gateway answers to, as a document and as a page; for development only. */
public final class OpenApiResource implements Resource {
    private static final int OK = 200;
    private static final String STYLED =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    private static final String TOP =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Sentinel gateway</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd }
            code { font-size: 14px }
            </style>
            <h1>Sentinel gateway</h1>
            <p>Every route and who may use it. The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
            <table>
            <tr><th>method<th>path<th>access
            """;

    private final Supplier<List<Resource>> resources;
    private final String version;

    /** {@code resources} are all of the gateway's, asked for with each answer. */
    public OpenApiResource(Supplier<List<Resource>> resources, String version) {
        this.resources = resources;
        this.version = version;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/openapi.json")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.open())
                        .to(this::document),
                Route.get("/docs").dialect(Dialect.ENVELOPE).access(Rules.open()).to(this::page));
    }

    private Response document(Request request) {
        return Response.json(OK, ApiDescription.of(all(), version));
    }

    private Response page(Request request) {
        StringBuilder rows = new StringBuilder();
        for (Route route : all()) {
            rows.append("<tr><td>")
                    .append(escaped(route.method()))
                    .append("<td><code>")
                    .append(escaped(route.path()))
                    .append("</code><td>")
                    .append(escaped(route.rule().describe()))
                    .append('\n');
        }
        return Response.bytes(
                        OK,
                        "text/html; charset=utf-8",
                        (TOP + rows + "</table>\n").getBytes(StandardCharsets.UTF_8))
                .header("Content-Security-Policy", STYLED);
    }

    private List<Route> all() {
        return RouteTable.of(resources.get()).routes();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
