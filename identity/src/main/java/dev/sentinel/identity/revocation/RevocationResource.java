package dev.sentinel.identity.revocation;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code GET /api/v1/revocations?after=SEQ&stamp=STAMP&wait=SECONDS}: the feed for verifiers.
 * Answers at once when there is something after {@code after}, else after {@code wait} seconds with
 * nothing: that is the heartbeat. Go on with {@code through} and {@code stamp} of the answer.
 */
public final class RevocationResource implements Resource {
    private static final int LONGEST_WAIT = 25;
    private static final int MOST = 1_000;
    private static final Pattern STAMP = Pattern.compile("[0-9a-f-]{0,36}");

    private final RevocationLog log;

    public RevocationResource(RevocationLog log) {
        this.log = log;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/revocations")
                        .dialect(Dialect.AGENT)
                        .access(
                                Rules.anyOf(
                                        Rules.service(),
                                        Rules.scope(Scope.REVOCATIONS_READ.word())))
                        .to(this::get));
    }

    private Response get(Request request) {
        int wait = request.queryInt("wait", LONGEST_WAIT, 0, LONGEST_WAIT);
        int limit = request.queryInt("limit", MOST, 1, MOST);
        Position from = new Position(after(request), stamp(request));
        return Response.json(200, log.after(from, limit, Duration.ofSeconds(wait)).shown().json());
    }

    private static long after(Request request) {
        String text = request.query("after").orElse("0");
        try {
            long after = Long.parseLong(text);
            if (after >= 0) {
                return after;
            }
        } catch (NumberFormatException _) {
            // Falls through to the one message.
        }
        throw Problem.invalid("after", "must be a sequence number such as 0");
    }

    private static String stamp(Request request) {
        String stamp = request.query("stamp").orElse("");
        if (STAMP.matcher(stamp).matches()) {
            return stamp;
        }
        throw Problem.invalid("stamp", "must be the stamp of an answer");
    }
}
