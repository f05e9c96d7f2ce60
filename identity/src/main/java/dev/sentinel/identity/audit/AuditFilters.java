package dev.sentinel.identity.audit;

import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a request asks the log for: {@code agentId} or {@code userId}, {@code action} or {@code
 * kind}, {@code outcome}, {@code startDate} and {@code endDate} (also {@code fromDate} and {@code
 * toDate}), and {@code cursor}, the event after which to go on.
 */
final class AuditFilters {
    /** With those of paging and of an export. */
    private static final List<String> KNOWN =
            List.of(
                    "action",
                    "agentId",
                    "cursor",
                    "endDate",
                    "format",
                    "fromDate",
                    "kind",
                    "limit",
                    "outcome",
                    "page",
                    "startDate",
                    "toDate",
                    "userId");

    private AuditFilters() {}

    /** In the caller's workspace, no older than what is shown. */
    static AuditQuery of(Request request, Instant oldestShown) {
        refuseUnknown(request);
        return new AuditQuery(
                Requester.of(request).workspace(),
                either(request, "agentId", "userId"),
                actions(request),
                outcome(request),
                Optional.of(
                        moment(request, "startDate", "fromDate")
                                .filter(oldestShown::isBefore)
                                .orElse(oldestShown)),
                moment(request, "endDate", "toDate"),
                request.query("cursor").map(AuditFilters::cursor));
    }

    /** A misspelt filter would show everybody's events as if they were the answer. */
    private static void refuseUnknown(Request request) {
        for (String name : request.queries().fields().keySet()) {
            if (!KNOWN.contains(name)) {
                throw Problem.invalid(name, "is not known here: known are " + KNOWN);
            }
        }
    }

    private static Set<String> actions(Request request) {
        Optional<String> kind = request.query("kind");
        if (kind.isPresent() && request.query("action").isPresent()) {
            throw Problem.invalid("kind", "stands for an action: give one of both");
        }
        return kind.map(AuditFilters::ofKind)
                .or(() -> request.query("action"))
                .map(Set::of)
                .orElse(Set.of());
    }

    private static String ofKind(String kind) {
        return Optional.ofNullable(SecurityActions.BY_KIND.get(kind))
                .orElseThrow(() ->
                        Problem.invalid(
                                "kind",
                                "must be one of "
                                        + String.join(
                                                ", ",
                                                new TreeSet<>(SecurityActions.BY_KIND.keySet()))))
                .name();
    }

    private static Optional<String> either(Request request, String name, String other) {
        if (request.query(name).isPresent() && request.query(other).isPresent()) {
            throw Problem.invalid(other, "give one of " + name + " and " + other);
        }
        return request.query(name).or(() -> request.query(other));
    }

    private static Optional<Instant> moment(Request request, String name, String other) {
        return request.queryInstant(name).or(() -> request.queryInstant(other));
    }

    private static Optional<Outcome> outcome(Request request) {
        return request.query("outcome")
                .map(word ->
                        Arrays.stream(Outcome.values())
                                .filter(each -> EventJson.word(each).equals(word))
                                .findFirst()
                                .orElseThrow(() ->
                                        Problem.invalid("outcome", "must be success or failure")));
    }

    private static UUID cursor(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.version() == 7) {
                return id;
            }
        } catch (IllegalArgumentException _) {
            // Refused below, like any other text.
        }
        throw Problem.invalid("cursor", "must be the nextCursor of a page");
    }
}
