package dev.sentinel.gateway.dashboard;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.json.Json;
import dev.sentinel.gateway.discovery.HealthChecks;
import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.forward.ServedRegistry;
import dev.sentinel.gateway.forward.ServiceAnswer;
import dev.sentinel.gateway.registry.DashboardSource;
import dev.sentinel.trust.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the registry's sources in parallel, each for two seconds at most and all for three, and puts
 * what they say together. What a source does not say is null, and told. Kept for each caller for
 * some seconds.
 */
final class Dashboard {
    private static final Duration FOR_EACH = Duration.ofSeconds(2);
    private static final Duration FOR_ALL = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 10_000;
    private static final int REFUSED = 300;

    private final ForwardedServices services;
    private final HealthChecks checks;
    private final Clock clock;
    private final Cache<Principal, View> kept;

    Dashboard(ForwardedServices services, HealthChecks checks, Clock clock) {
        this.services = services;
        this.checks = checks;
        this.clock = clock;
        this.kept =
                Caffeine.newBuilder()
                        .maximumSize(MOST_KEPT)
                        .expireAfterWrite(KEPT)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                        .build();
    }

    /**
     * What a caller sees.
     *
     * @param empty whether no source said anything, though there are some
     */
    record View(JsonNode json, boolean empty) {}

    /** One source and what became of it; the answer is missing when the code is not empty. */
    private record Said(DashboardSource source, JsonNode answer, String code) {}

    View of(Principal caller, String requestId) {
        View known = kept.getIfPresent(caller);
        if (known != null) {
            return known;
        }
        View made = make(caller, requestId);
        if (!made.empty()) {
            kept.put(caller, made);
        }
        return made;
    }

    private View make(Principal caller, String requestId) {
        ServedRegistry registry = services.inForce();
        List<CompletableFuture<Said>> asked = new ArrayList<>();
        for (DashboardSource source : registry.registry().dashboard()) {
            asked.add(
                    registry.ask(source.path(), caller, requestId, FOR_EACH)
                            .thenApply(answer -> said(source, answer))
                            .toCompletableFuture()
                            .completeOnTimeout(
                                    missing(source, "UPSTREAM_TIMEOUT"),
                                    FOR_ALL.toMillis(),
                                    TimeUnit.MILLISECONDS));
        }
        List<Said> said = asked.stream().map(CompletableFuture::join).toList();
        boolean none = !said.isEmpty() && said.stream().noneMatch(each -> each.code().isEmpty());
        return new View(json(said), none);
    }

    private static Said said(DashboardSource source, ServiceAnswer answer) {
        return switch (answer) {
            case ServiceAnswer.NotAnswered(var code) -> missing(source, code);
            case ServiceAnswer.Answered(var status, _) when status >= REFUSED ->
                    missing(source, "UPSTREAM_ERROR");
            case ServiceAnswer.Answered(_, var body) -> read(source, body);
        };
    }

    private static Said read(DashboardSource source, byte[] body) {
        try {
            JsonNode read = Json.read(body);
            boolean enveloped =
                    read.path("success").isBoolean()
                            && read.has("message")
                            && read.has("error")
                            && read.has("result");
            return new Said(source, enveloped ? read.path("result") : read, "");
        } catch (JsonProcessingException broken) {
            return missing(source, "UPSTREAM_BAD_RESPONSE");
        }
    }

    private static Said missing(DashboardSource source, String code) {
        return new Said(source, JsonNodeFactory.instance.missingNode(), code);
    }

    private ObjectNode json(List<Said> said) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode errors = JsonNodeFactory.instance.arrayNode();
        for (Said each : said) {
            each.source()
                    .fields()
                    .forEach((field, pointer) -> put(json, field, each.answer(), pointer));
            if (!each.code().isEmpty()) {
                errors.addObject().put("service", each.source().service()).put("code", each.code());
            }
        }
        ArrayNode states = json.putArray("services");
        services.names()
                .forEach(name ->
                        states.addObject().put("name", name).put("status", checks.lastSeen(name)));
        json.put("partial", !errors.isEmpty());
        json.set("errors", errors);
        json.put("generated_at", clock.instant().toString());
        return json;
    }

    /** {@code chat.sessions} stands in the block {@code chat}. */
    private static void put(ObjectNode json, String field, JsonNode answer, JsonPointer pointer) {
        ObjectNode block = json;
        String[] names = field.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            block = block.withObjectProperty(names[i]);
        }
        JsonNode value = answer.at(pointer);
        block.set(
                names[names.length - 1],
                value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value);
    }
}
