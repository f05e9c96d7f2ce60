package dev.sentinel.server.log;

import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.sequencer.LogProofs.Entries;
import dev.sentinel.audit.sequencer.ProvenEntry;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.witness.Witnesses;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RateLimit;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The log as C2SP tlog-tiles describes it, and proofs for those who would rather not compute them.
 *
 * <p>Checkpoints and hashes are open: a witness or a monitor needs them, and each leaf hash covers
 * an event id with 74 random bits, so that nobody can guess an event by its hash. What they tell is
 * how many events there are. Entries hold the events of every workspace, so only services of the
 * platform get them; whoever may read a workspace's log gets the proofs of its events.
 */
public final class LogResource implements Resource {
    private static final Access PROOF =
            Rules.anyOf(Rules.scope("audit:read"), Rules.role(Role.ADMIN), Rules.service());

    /** From one address: a verifier reads 25,000 entries a second with it, a flood does little. */
    public static final int MOST_A_MINUTE = 6_000;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final LogProofs log;
    private final Witnesses witnesses;
    private final Supplier<List<NotePublicKey>> keys;
    private final Duration shown;
    private final RateLimit limit;
    private final Clock clock;

    /**
     * Workspaces are shown proofs of events no older than {@code shown}; {@code limit} is for
     * routes that anybody may use.
     */
    public LogResource(
            LogProofs log,
            Witnesses witnesses,
            Supplier<List<NotePublicKey>> keys,
            Duration shown,
            RateLimit limit,
            Clock clock) {
        this.log = log;
        this.witnesses = witnesses;
        this.keys = keys;
        this.shown = shown;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                open("/audit/checkpoint").to(this::checkpoint),
                open("/audit/checkpoint/witnessed").to(this::witnessed),
                open("/audit/keys").to(this::keys),
                open("/audit/tile/{level}/{tile*}").to(this::tile),
                open("/audit/consistency").to(this::consistency),
                Route.get("/audit/tile/entries/{tile*}").access(Rules.service()).to(this::entries),
                Route.get("/audit/proof/{eventId}").access(PROOF).limit(limit).to(this::proof));
    }

    private Route.Draft open(String path) {
        return Route.get(path).access(Rules.open()).limit(limit);
    }

    private Response checkpoint(Request request) {
        return mutable(text(witnesses.checkpoint().orElseThrow(LogResource::notBegun)));
    }

    private Response witnessed(Request request) {
        return mutable(
                text(
                        witnesses
                                .witnessed()
                                .orElseThrow(() ->
                                        Problem.notFound(
                                                "AUDIT_NOT_WITNESSED",
                                                "no checkpoint has been cosigned by a quorum of witnesses"))));
    }

    private Response keys(Request request) {
        StringBuilder lines = new StringBuilder();
        keys.get().forEach(key -> lines.append(key).append('\n'));
        return mutable(text(lines.toString()));
    }

    private Response tile(Request request) {
        int level = level(request.pathParam("level"));
        TilePath path = TilePath.parse(request.pathParam("tile"));
        byte[] hashes = log.tile(level, path.n(), path.width()).orElseThrow(() -> beyond("tile"));
        return Response.bytes(200, BYTES, hashes).header("Cache-Control", FOR_GOOD);
    }

    private Response entries(Request request) {
        TilePath path = TilePath.parse(request.pathParam("tile"));
        return switch (log.entries(path.n(), path.width())) {
            // Entries are for the caller alone: no cache between may keep them.
            case Entries.Bundle(var bytes) ->
                    Response.bytes(200, BYTES, bytes).header("Cache-Control", "private, no-store");
            case Entries.Beyond() -> throw beyond("entry bundle");
            case Entries.Gone() ->
                    throw Problem.notFound(
                                    "AUDIT_EVENTS_GONE",
                                    "events of this bundle are older than seven years and no longer kept")
                            .status(410);
        };
    }

    private Response consistency(Request request) {
        long from = size(request, "from");
        long to = size(request, "to");
        List<Hash> proof =
                log.consistency(from, to)
                        .orElseThrow(() ->
                                Problem.invalid(
                                        "from",
                                        "must be at least 1 and no more than to, which is no more than the log's size"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", from);
        answer.put("to", to);
        answer.put("proof", proof.stream().map(Hash::base64).toList());
        return Response.json(200, answer).header("Cache-Control", FOR_GOOD);
    }

    private Response proof(Request request) {
        String id = request.pathParam("eventId");
        return eventId(id)
                .flatMap(log::proven)
                .filter(entry -> mayBeSeen(request, entry))
                .map(entry -> text(entry.format()).header("Cache-Control", "private, no-store"))
                .orElseThrow(() ->
                        Problem.notFound(
                                "AUDIT_EVENT_NOT_FOUND",
                                "no event " + id + " is integrated and shown here"));
    }

    /** An event of another workspace does not exist for the caller. */
    private boolean mayBeSeen(Request request, ProvenEntry entry) {
        return switch (request.caller()) {
            case Principal.Service _ -> true;
            case Principal principal ->
                    principal.workspace().equals(entry.event().workspace())
                            && !entry.event().at().isBefore(clock.instant().minus(shown));
            default -> false;
        };
    }

    private static int level(String text) {
        if (!text.matches("[0-9]|[1-5][0-9]|6[0-3]")) {
            throw Problem.invalid("level", "must be a number from 0 to 63, or entries");
        }
        return Integer.parseInt(text);
    }

    private static long size(Request request, String name) {
        String text = request.query(name).orElseThrow(() -> Problem.missing(name));
        if (!text.matches("0|[1-9][0-9]{0,17}")) {
            throw Problem.invalid(name, "must be a number of entries");
        }
        return Long.parseLong(text);
    }

    private static Optional<UUID> eventId(String text) {
        return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }

    private static Problem notBegun() {
        return Problem.unavailable("the log has not been begun");
    }

    private static Problem beyond(String what) {
        return Problem.notFound(
                "AUDIT_TILE_NOT_FOUND", "the log is not large enough for this " + what);
    }

    private static Response text(String text) {
        return Response.bytes(200, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Newer ones come several times a second. */
    private static Response mutable(Response response) {
        return response.header("Cache-Control", "no-cache");
    }
}
