package dev.sentinel.server;

import static dev.sentinel.base.testing.ReferencePage.cell;

import dev.sentinel.audit.event.Action;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.gateway.Gateway;
import dev.sentinel.identity.Identity;
import dev.sentinel.risk.Risk;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEventReferenceTest {
    private static final String TOP =
            """
            # Audit events

            Every action that can stand in the audit log, with the fields its events may carry. Made from the actions that
            the roles register and checked by the build. An event of another action, or with another field, is refused, so
            this list is complete.

            Beside these fields an event says when, in which workspace, who (actor), with what success (outcome), to what
            (target) and from where (address, user agent, request id). *Personal* values are kept beside the event, which
            holds only a commitment to them: they can be erased and the log still proves itself.
            """;

    @Test
    void thePageListsEveryActionAndItsFields() throws IOException {
        StringBuilder page = new StringBuilder(TOP);
        for (Action action : Assembly.actions().all()) {
            page.append("\n## `").append(action.name()).append("`\n\n");
            page.append(sentence(action.meaning())).append(writtenBy(action)).append('\n');
            if (!action.fields().isEmpty()) {
                page.append("\n| field | what |\n|---|---|\n");
                action.fields().forEach(field -> page.append(line(field)));
            }
        }

        ReferencePage.of("audit-events.md").mustSay(page.toString());
    }

    private static String line(Action.Field field) {
        return "| `%s` | %s%s |\n"
                .formatted(
                        field.name(),
                        cell(field.meaning()),
                        field.personal() ? "; *personal*" : "");
    }

    private static String sentence(String meaning) {
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
    }

    private static String writtenBy(Action action) {
        Map<String, List<Action>> roles = new LinkedHashMap<>();
        roles.put("identity", Identity.actions());
        roles.put("gateway", Gateway.actions());
        roles.put("risk", Risk.actions());
        List<String> writers =
                roles.entrySet().stream()
                        .filter(role -> role.getValue().contains(action))
                        .map(Map.Entry::getKey)
                        .toList();
        return writers.isEmpty()
                ? " Any role may write it."
                : " Written by " + String.join(" and ", writers) + ".";
    }
}
