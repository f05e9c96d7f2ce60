package dev.sentinel.gateway.forward;

import dev.sentinel.web.Caller;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses a request whose path or query names another tenant than its caller's (contract studio
 * §5): a service that believes such a name would show one tenant what is another's.
 */
final class OwnTenant {
    private static final FoldedNames NAMES =
            new FoldedNames(
                    List.of(
                            "tenant",
                            "tenant-id",
                            "tenantid",
                            "workspace",
                            "workspace-id",
                            "workspaceid",
                            "organization-id",
                            "organizationid"),
                    List.of());

    private OwnTenant() {}

    static void check(Exchange exchange) {
        String query = exchange.target().query();
        Map<String, String> parameters = exchange.parameters();
        if (query.isEmpty() && parameters.isEmpty()) {
            return;
        }
        Optional<String> own = exchange.caller().map(Caller::workspace);
        parameters.forEach((name, value) -> compare(name, value, own));
        for (int at = 0; at < query.length(); ) {
            int end = query.indexOf('&', at);
            int stop = end < 0 ? query.length() : end;
            pair(query.substring(at, stop), own);
            at = stop + 1;
        }
    }

    private static void pair(String pair, Optional<String> own) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        // Any name that could be one of these in another spelling is decoded first.
        compare(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)), own);
    }

    private static void compare(String name, String value, Optional<String> own) {
        if (NAMES.contains(name) && own.isPresent() && !own.get().equals(value)) {
            throw Problem.of(
                    Problem.Kind.FOREIGN_WORKSPACE, name + " names another tenant than your own");
        }
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw Problem.malformed("the query has a broken escape");
        }
    }
}
