package dev.sentinel.gateway.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Routes in the words of OpenAPI 3.1. */
final class ApiDescription {
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z0-9_]+)\\*?}");

    private ApiDescription() {}

    static ObjectNode of(List<Route> routes, String version) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("openapi", "3.1.0");
        json.putObject("info").put("title", "Sentinel gateway").put("version", version);
        ObjectNode paths = json.putObject("paths");
        for (Route route : routes) {
            // OpenAPI has no name for "all the rest".
            ObjectNode operations = paths.withObjectProperty(route.path().replace("*}", "}"));
            operations.set(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        json.putObject("components")
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        return json;
    }

    private static ObjectNode operation(Route route) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("summary", "access: " + route.rule().describe());
        ArrayNode parameters = operation.putArray("parameters");
        PARAMETER
                .matcher(route.path())
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(name -> {
                    ObjectNode parameter =
                            parameters
                                    .addObject()
                                    .put("name", name)
                                    .put("in", "path")
                                    .put("required", true);
                    parameter.putObject("schema").put("type", "string");
                });
        ArrayNode security = operation.putArray("security");
        if (!route.rule().isOpen()) {
            security.addObject().putArray("bearer");
        }
        operation
                .putObject("responses")
                .putObject("default")
                .put("description", "the answer, or a refusal in dialect " + route.dialect());
        return operation;
    }
}
