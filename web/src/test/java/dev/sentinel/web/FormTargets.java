package dev.sentinel.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold for any body that is sent where a form is read; throws when it does not. */
final class FormTargets {
    private FormTargets() {}

    /** Refused as a bad request, or the same fields again when they are written anew. */
    static void form(String text) {
        Form form;
        try {
            form = Form.parse(text, Set.of("resource"));
        } catch (Problem refused) {
            if (refused.kind() != Problem.Kind.MALFORMED
                    && refused.kind() != Problem.Kind.INVALID_FIELD) {
                throw new AssertionError("the refusal is a " + refused.kind(), refused);
            }
            return;
        }
        if (form.fields().size() + form.texts("resource").size() > 64) {
            throw new AssertionError("more fields than there may be");
        }
        if (!Form.parse(written(form.fields())).fields().equals(form.fields())) {
            throw new AssertionError("read again it says something else");
        }
    }

    static String written(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
