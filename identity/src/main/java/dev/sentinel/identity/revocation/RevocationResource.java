package dev.sentinel.identity.revocation;

import dev.sentinel.identity.revocation.RevocationLog.Piece;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/v1/revocations?after=SEQ&wait=SECONDS}: the feed for verifiers. Answers at once
 * when there is something after {@code after}, else after {@code wait} seconds with none: that is
 * the heartbeat. Go on with the last {@code seq} received, or with {@code latest} when there was
 * none.
 */
public final class RevocationResource implements Resource {
    private static final int LONGEST_WAIT = 25;

    private final RevocationLog log;
    private final Clock clock;

    public RevocationResource(RevocationLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/revocations")
                        .dialect(Dialect.AGENT)
                        .access(Rules.service())
                        .to(this::get));
    }

    private Response get(Request request) {
        int wait = request.queryInt("wait", LONGEST_WAIT, 0, LONGEST_WAIT);
        Piece piece = log.after(after(request), Duration.ofSeconds(wait));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", piece.revocations().stream().map(Revocation::json).toList());
        body.put("latest", piece.latest());
        body.put("now", clock.instant().toString());
        return Response.json(200, body);
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
}
