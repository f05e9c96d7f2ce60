package dev.sentinel.web;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.web.Problem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorReferenceTest {
    private static final String REQUEST = "0198f2c4-7a10-7c3e-8a4e-5d1f0b6a9c21";

    private static final String TOP =
            """
            # Errors

            A refusal is worded once, at the edge, in the dialect of its route: each API keeps the error body its callers
            know. [Routes](routes.md) says which route speaks which dialect. Made from the program and checked by the
            build.

            The message names the value that was wrong and says what would be right; it is for people and may change.
            Programs look at the status and the code. Causes are in the log, under the request id, which every answer
            carries as `X-Request-ID`; why a service's calls fail is there at `LOG_LEVEL=info`.

            Each example refuses the same field, `amount`, for the same reason.
            """;

    private static final String CODES =
            """

            ## What went wrong, in each dialect

            Status and code of every kind of refusal. A route may give a more precise code, such as `AGENT_NOT_FOUND`
            for a 404 of the agent API or `tx_id_reused` for a 409 of risk. `WWW-Authenticate` comes with a 401,
            `Retry-After` with a 503, `Allow` with a 405. Two codes of the gateway's are the same in every dialect:
            `CSRF_CHECK_FAILED` (403), when a page of another site may have sent the request, and
            `SERVICE_UNAVAILABLE` (503), when the service behind does not answer.

            """;

    @Test
    void thePageShowsEveryDialectAndKind() throws IOException {
        StringBuilder page = new StringBuilder(TOP);
        for (Dialect dialect : Dialect.values()) {
            page.append(section(dialect));
        }
        page.append(CODES).append("| kind |");
        for (Dialect dialect : Dialect.values()) {
            page.append(' ').append(word(dialect)).append(" |");
        }
        page.append("\n|---|").append("---|".repeat(Dialect.values().length)).append('\n');
        for (Kind kind : Kind.values()) {
            page.append(line(kind));
        }

        ReferencePage.of("errors.md").mustSay(page.toString());
    }

    private static String section(Dialect dialect) {
        Response refusal =
                dialect.render(Problem.invalid("amount", "is -5: use a number above 0"), REQUEST);
        String body =
                Json.tree(new String(refusal.body(), StandardCharsets.UTF_8)).toPrettyString();
        return """

        ## `%s`

        %s

        ```
        HTTP/1.1 %d %s
        Content-Type: %s

        %s
        ```
        """
                .formatted(
                        word(dialect),
                        meaning(dialect),
                        refusal.status(),
                        Response.reason(refusal.status()),
                        dialect.contentType(),
                        body);
    }

    private static String meaning(Dialect dialect) {
        return switch (dialect) {
            case AGENT -> "The agent identity API: `details` is there when it helps.";
            case OAUTH ->
                    "Token, introspection and revocation (RFC 6749 section 5.2). The codes are registered ones.";
            case DETAIL ->
                    "The people API. A field that is wrong has its place in a list; any other refusal is one text.";
            case ENVELOPE ->
                    "The gateway's own API: its envelope, together with the flat fields of an error.";
            case PROBLEM ->
                    "Risk, and everything new: problem details (RFC 9457), `errors` for fields.";
        };
    }

    private static String line(Kind kind) {
        return Arrays.stream(Dialect.values())
                .map(dialect -> status(dialect, kind))
                .collect(
                        Collectors.joining(
                                " | ",
                                "| "
                                        + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                        + " | ",
                                " |\n"));
    }

    private static String status(Dialect dialect, Kind kind) {
        Problem problem = Problem.of(kind, "");
        Object code =
                switch (dialect) {
                    case AGENT, ENVELOPE, PROBLEM -> dialect.body(problem, REQUEST).get("code");
                    case OAUTH -> dialect.body(problem, REQUEST).get("error");
                    case DETAIL -> null;
                };
        return dialect.status(problem) + (code == null ? "" : " `" + code + "`");
    }

    private static String word(Dialect dialect) {
        return dialect.name().toLowerCase(Locale.ROOT);
    }
}
