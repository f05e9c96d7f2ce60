package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.RouteTable.Match;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table =
            table(
                    route("GET", "/"),
                    route("GET", "/agents"),
                    route("POST", "/agents"),
                    route("GET", "/agents/{id}"),
                    route("DELETE", "/agents/{agentId}"),
                    route("POST", "/agents/search"),
                    route("GET", "/agents/{id}/keys"),
                    route("GET", "/agents/me/keys/{kid}"),
                    route("*", "/v1/{rest*}"),
                    route("GET", "/v1/health"),
                    route("GET", "/files/{path*}"));

    @ParameterizedTest
    @CsvSource({
        "GET, '', /, {}",
        "GET, agents, /agents, {}",
        "GET, agents/42, /agents/{id}, {id=42}",
        "HEAD, agents/42, /agents/{id}, {id=42}",
        "DELETE, agents/42, /agents/{agentId}, {agentId=42}",
        "POST, agents/search, /agents/search, {}",
        "GET, agents/search, /agents/{id}, {id=search}",
        "GET, agents/me/keys/1, /agents/me/keys/{kid}, {kid=1}",
        "GET, agents/me/keys, /agents/{id}/keys, {id=me}",
        "GET, v1/health, /v1/health, {}",
        "POST, v1/health, /v1/{rest*}, {rest=health}",
        "GET, v1/health/deep, /v1/{rest*}, {rest=health/deep}",
        "PATCH, v1, /v1/{rest*}, {rest=}",
        "GET, files/a/b, /files/{path*}, {path=a/b}"
    })
    void theMostLiteralRouteThatKnowsTheMethodWins(
            String method, String path, String route, String parameters) {
        assertThat(match(method, path))
                .isInstanceOfSatisfying(
                        Match.Found.class,
                        found -> {
                            assertThat(found.route().path()).isEqualTo(route);
                            assertThat(found.parameters()).hasToString(parameters);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, agents, 'GET, HEAD, POST'",
        "PATCH, agents/42, 'DELETE, GET, HEAD'",
        "PATCH, agents/search, 'DELETE, GET, HEAD, POST'",
        "POST, files/a, 'GET, HEAD'"
    })
    void aKnownPathWithAnotherMethodNamesAllThatWouldDo(String method, String path, String allow) {
        // RFC 9110 section 15.5.6
        assertThat(match(method, path)).isEqualTo(new Match.WrongMethod(allow, Dialect.PROBLEM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "agents/42/nothing", "agents/42/keys/1", "v2/health"})
    void anUnknownPathIsNothing(String path) {
        assertThat(match("GET", path)).isEqualTo(new Match.Nothing());
    }

    @Test
    void everyFaultIsListedAtOnce() {
        Route withoutRule = Route.post("/open").to(_ -> Response.noContent());

        assertThatThrownBy(() ->
                        table(
                                withoutRule,
                                route("GET", "/a/{x}"),
                                route("GET", "/a/{y}"),
                                route("GET", "relative"),
                                route("GET", "/a/{rest*}/b"),
                                route("GET", "/b/{x}/{x}"),
                                route("GET", "/c//d"),
                                route("GET", "/d/{open")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("POST /open has no access rule")
                .hasMessageContaining("GET /a/{y} is there twice")
                .hasMessageContaining("GET relative is not a path template")
                .hasMessageContaining("GET /a/{rest*}/b is not a path template")
                .hasMessageContaining("GET /b/{x}/{x} names x twice")
                .hasMessageContaining("GET /c//d is not a path template")
                .hasMessageContaining("GET /d/{open is not a path template");
    }

    @Test
    void aWorkspaceCheckThatCouldNeverRefuseIsAFault() {
        Route.Draft misspelt =
                Route.get("/w/{workspaceId}")
                        .access(Edge.signedIn())
                        .workspace(WorkspaceField.inPath("workspace"));
        Route.Draft ofNobody =
                Route.get("/v").access(Edge.open()).workspace(WorkspaceField.inQuery("tenant"));

        assertThatThrownBy(() ->
                        table(
                                misspelt.to(_ -> Response.noContent()),
                                ofNobody.to(_ -> Response.noContent())))
                .hasMessageContaining("GET /w/{workspaceId} finds no workspace of its caller")
                .hasMessageContaining("GET /v finds no workspace of its caller in ?tenant");
    }

    @Test
    void routesAreListedByPathAndMethod() {
        assertThat(table.routes())
                .extracting(route -> route.method() + " " + route.path())
                .startsWith("GET /", "GET /agents", "POST /agents", "GET /agents/me/keys/{kid}")
                .endsWith("GET /files/{path*}", "GET /v1/health", "* /v1/{rest*}");
    }

    @Test
    void aMatchIsImmutable() {
        Match.Found found = (Match.Found) match("GET", "agents/42");

        assertThatThrownBy(() -> found.parameters().put("id", "43"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(found.parameters()).isEqualTo(Map.of("id", "42"));
    }

    private Match match(String method, String path) {
        return table.match(method, path.isEmpty() ? List.of() : List.of(path.split("/")));
    }

    private static RouteTable table(Route... routes) {
        return RouteTable.of(List.of(() -> List.of(routes)));
    }

    private static Route route(String method, String path) {
        return Route.on(method, path).access(Edge.open()).to(_ -> Response.noContent());
    }
}
