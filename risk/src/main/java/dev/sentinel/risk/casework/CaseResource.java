package dev.sentinel.risk.casework;

import dev.sentinel.risk.caller.By;
import dev.sentinel.risk.config.Decision;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The analysts' queue and the story of a payment. Paths are ours: the contract names none (§2). */
public final class CaseResource implements Resource {
    private static final int PAGE_SIZE = 20;
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_PAGE = 10_000;

    private final Cases cases;

    public CaseResource(Cases cases) {
        this.cases = cases;
    }

    @Override
    public List<Route> routes() {
        Access analyst = Rules.role(Role.ANALYST);
        return List.of(
                Route.get("/v1/cases").access(analyst).to(this::list),
                Route.get("/v1/cases/{caseId}").access(analyst).to(this::one),
                Route.get("/v1/transactions/{txId}").access(analyst).to(this::transaction));
    }

    private Response list(Request request) {
        refuse(request, "limit", "page_size");
        refuse(request, "cursor", "page");
        CaseFilter filter =
                new CaseFilter(
                        constant(request, "status", CaseStatus.class),
                        constant(request, "decision", Decision.class),
                        request.query("search"),
                        request.queryInt("page", 1, 1, MAX_PAGE),
                        request.queryInt("page_size", PAGE_SIZE, 1, MAX_PAGE_SIZE));
        Cases.Page page = cases.page(By.of(request).workspace(), filter);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cases", page.entries().stream().map(CaseJson::of).toList());
        json.put("page", filter.page());
        json.put("page_size", filter.pageSize());
        json.put("total", page.total());
        return Response.json(200, json);
    }

    /** What other lists of ours, or of others, call it: who writes that would read one page. */
    private static void refuse(Request request, String name, String right) {
        if (request.query(name).isPresent()) {
            throw Problem.invalid(name, "is not known here: use " + right);
        }
    }

    private Response one(Request request) {
        String id = request.pathParam("caseId");
        return caseId(id)
                .flatMap(caseId -> cases.ofCase(By.of(request).workspace(), caseId))
                .map(dossier -> Response.json(200, CaseJson.of(dossier)))
                .orElseThrow(() -> Problem.notFound("no_such_case", "there is no case " + id));
    }

    private Response transaction(Request request) {
        String txId = request.pathParam("txId");
        return cases.ofPayment(By.of(request).workspace(), txId)
                .map(dossier -> Response.json(200, CaseJson.of(dossier)))
                .orElseThrow(() ->
                        Problem.notFound("no_such_transaction", "there is no transaction " + txId));
    }

    private static Optional<UUID> caseId(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static <E extends Enum<E>> Optional<E> constant(
            Request request, String name, Class<E> type) {
        Optional<String> text = request.query(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name().equals(text.get()))
                        .findFirst()
                        .orElseThrow(() ->
                                Problem.invalid(
                                        name,
                                        "must be one of "
                                                + Arrays.toString(type.getEnumConstants()))));
    }
}
