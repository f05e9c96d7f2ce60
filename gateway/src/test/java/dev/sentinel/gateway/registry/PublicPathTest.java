package dev.sentinel.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.RequestTarget;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicPathTest {
    /** What a registry is told of a path must be what its calls will meet. */
    @Test
    void aPathMeetsATemplateAsInTheRouteTable() {
        int met = 0;
        for (String template : paths(List.of("a", "b", "{x}", "{y}"), "/{rest*}")) {
            for (String path : paths(List.of("a", "b"), "")) {
                boolean expected = isRouted(path, template);
                assertThat(PublicPath.meets(path, template))
                        .as("%s at %s", path, template)
                        .isEqualTo(expected);
                met += expected ? 1 : 0;
            }
        }
        assertThat(met).isGreaterThan(100);
    }

    private static boolean isRouted(String path, String template) {
        Route route = Route.get(template).access(Rules.open()).to(_ -> Response.noContent());
        return RouteTable.of(List.of(() -> List.of(route)))
                        .match("GET", RequestTarget.parse(path).segments())
                instanceof RouteTable.Match.Found;
    }

    /** All of up to two of the segments, each as it is, with a slash, and with {@code last}. */
    private static List<String> paths(List<String> segments, String last) {
        List<String> paths = new ArrayList<>();
        for (String first : segments) {
            addTo(paths, "/" + first, last);
            for (String second : segments) {
                if (!first.startsWith("{") || !first.equals(second)) {
                    addTo(paths, "/" + first + "/" + second, last);
                }
            }
        }
        return paths;
    }

    private static void addTo(List<String> paths, String path, String last) {
        paths.add(path);
        paths.add(path + "/");
        if (!last.isEmpty()) {
            paths.add(path + last);
        }
    }
}
