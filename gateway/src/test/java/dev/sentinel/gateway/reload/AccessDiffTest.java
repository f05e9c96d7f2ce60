package dev.sentinel.gateway.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One cell for each method, path and kind of caller. */
class AccessDiffTest {
    @Test
    void lowerRoleOpensForThoseBetween() {
        AccessDiff diff =
                AccessDiff.between(
                        table(get("/a", Rules.role(Role.ADMIN))),
                        table(get("/a", Rules.role(Role.VIEWER))));

        assertThat(diff.opened())
                .extracting(Object::toString)
                .containsExactly("GET /a for role(viewer)", "GET /a for role(analyst)");
        assertThat(diff.closed()).isEmpty();
    }

    @Test
    void newRouteOpensAndLostRouteCloses() {
        AccessDiff diff =
                AccessDiff.between(
                        table(get("/a", Rules.scope("a:read"))),
                        table(get("/b/{id}", Rules.scope("b:read"))));

        assertThat(diff.opened())
                .extracting(Object::toString)
                .containsExactly("GET /b/{id} for scope(b:read)");
        assertThat(diff.closed())
                .extracting(Object::toString)
                .containsExactly("GET /a for scope(a:read)");
    }

    /** A stricter route that goes away leaves the wildcard behind it in force. */
    @Test
    void ruleThatWasHiddenByAnotherIsSeen() {
        Route all = get("/zen/{rest*}", Rules.role(Role.VIEWER));
        AccessDiff diff =
                AccessDiff.between(
                        table(all, get("/zen/keys", Rules.role(Role.OWNER))), table(all));

        assertThat(diff.opened())
                .extracting(Object::toString)
                .contains("GET /zen/keys for role(viewer)");
    }

    /** What has one segment is answered by {@code {id}}, what has more by {@code {rest*}}. */
    @Test
    void ruleThatIsWiderOnlyForLongerPathsIsSeen() {
        Route one = get("/files/{id}", Rules.role(Role.VIEWER));
        Route all = get("/files/{id}/{rest*}", Rules.role(Role.VIEWER));
        AccessDiff diff =
                AccessDiff.between(
                        table(one, get("/files/{rest*}", Rules.role(Role.OWNER))),
                        table(one, get("/files/{rest*}", Rules.role(Role.VIEWER))));
        AccessDiff bare =
                AccessDiff.between(
                        table(one, all, get("/files/{rest*}", Rules.role(Role.OWNER))),
                        table(one, all, get("/files/{rest*}", Rules.role(Role.ADMIN))));

        assertThat(diff.opened())
                .extracting(Object::toString)
                .contains("GET /files/{rest*} for role(viewer)");
        assertThat(bare.opened())
                .extracting(Object::toString)
                .containsExactly("GET /files/{rest*} for role(admin)");
    }

    /** Wider for some paths of a place, and narrower for others, is both. */
    @Test
    void placeMayOpenAndCloseAtOnce() {
        AccessDiff diff =
                AccessDiff.between(
                        table(get("/files/{rest*}", Rules.role(Role.ADMIN))),
                        table(
                                get("/files/{id}", Rules.role(Role.OWNER)),
                                get("/files/{rest*}", Rules.role(Role.ANALYST))));

        assertThat(diff.opened())
                .extracting(Object::toString)
                .contains("GET /files/{rest*} for role(analyst)");
        assertThat(diff.closed())
                .extracting(Object::toString)
                .contains("GET /files/{rest*} for role(admin)");
    }

    @Test
    void openRouteIsOpenForNobodyInParticular() {
        AccessDiff diff =
                AccessDiff.between(
                        table(get("/a", Rules.signedIn())), table(get("/a", Rules.open())));

        assertThat(diff.opened()).extracting(Object::toString).containsExactly("GET /a for nobody");
    }

    @Test
    void sameRulesInOtherWordsChangeNothing() {
        Access rule = Rules.parse("role(analyst) or scope(x:y)");
        AccessDiff diff =
                AccessDiff.between(
                        table(get("/a", rule)),
                        table(get("/a", Rules.parse("scope(x:y) or role(analyst)"))));

        assertThat(diff.isEmpty()).isTrue();
    }

    private static Route get(String path, Access access) {
        return Route.get(path).access(access).to(_ -> Response.noContent());
    }

    private static RouteTable table(Route... routes) {
        return RouteTable.of(List.of(() -> List.of(routes)));
    }
}
