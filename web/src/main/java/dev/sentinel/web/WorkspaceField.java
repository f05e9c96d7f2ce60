package dev.sentinel.web;

import dev.sentinel.web.Problem.Kind;
import java.util.Optional;

/**
 * Where requests of a route name a workspace. It must be the caller's own: a workspace that a
 * client may choose freely is how one tenant reads another's data.
 *
 * @param name of the path or query parameter
 */
public record WorkspaceField(Place place, String name) {
    /** Where parameters stand. */
    public enum Place {
        PATH,
        QUERY
    }

    /** The template's parameter {@code {name}}. */
    public static WorkspaceField inPath(String name) {
        return new WorkspaceField(Place.PATH, name);
    }

    /** A query parameter that may be left out. */
    public static WorkspaceField inQuery(String name) {
        return new WorkspaceField(Place.QUERY, name);
    }

    /** In the words of the route matrix. */
    public String describe() {
        return switch (place) {
            case PATH -> "{" + name + "}";
            case QUERY -> "?" + name;
        };
    }

    void check(Exchange exchange) {
        Optional<String> named =
                switch (place) {
                    case PATH -> Optional.ofNullable(exchange.parameters().get(name));
                    case QUERY -> Form.parse(exchange.target().query()).text(name);
                };
        Optional<String> own = exchange.caller().map(Caller::workspace);
        if (named.isPresent() && !named.equals(own)) {
            throw Problem.of(Kind.FOREIGN_WORKSPACE, name + " must be your own workspace");
        }
    }
}
