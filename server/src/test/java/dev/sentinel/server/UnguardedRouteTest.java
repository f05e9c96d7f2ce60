package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deny by default: a route that nobody wrote a rule for must not exist. */
class UnguardedRouteTest {
    private static final Resource UNGUARDED =
            () -> List.of(Route.get("/v1/payroll").to(_ -> Response.noContent()));
    private static final Resource GUARDED =
            () ->
                    List.of(
                            Route.get("/v1/payroll")
                                    .access(Rules.signedIn())
                                    .to(_ -> Response.noContent()));

    @Test
    void noTableTakesARouteWithoutAccessRule() {
        assertThatThrownBy(() -> RouteTable.of(List.of(UNGUARDED)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GET /v1/payroll has no access rule");
    }

    @Test
    void aRouteWithoutAccessRuleStopsTheStart() {
        assertThatThrownBy(() -> gatewayWith(UNGUARDED))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused ->
                                assertThat(refused.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("GET /v1/payroll has no access rule"));
    }

    @Test
    void theSameRouteWithARuleIsServed() {
        assertThat(gatewayWith(GUARDED).routes()).extracting(Route::path).contains("/v1/payroll");
    }

    private static RouteTable gatewayWith(Resource addition) {
        Settings settings =
                Settings.of(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://nobody@localhost/none",
                                "REDIS_URL",
                                "redis://localhost",
                                "SENTINEL_SERVICE_KEY",
                                "x".repeat(32),
                                "CREDENTIAL_PEPPER",
                                "x".repeat(32),
                                "SENTINEL_KEK",
                                Base64.getEncoder().encodeToString(new byte[32]),
                                "SERVICE_CONFIG_PATH",
                                ReferencePage.checkout()
                                        .resolve("config/services.yaml")
                                        .toString()));
        Map<String, RouteTable> tables =
                Sentinel.routes(
                        settings,
                        new Additions(_ -> Optional.empty(), List.of(addition)),
                        Clock.systemUTC(),
                        new SecureRandom());
        return Optional.ofNullable(tables.get("gateway")).orElseThrow();
    }
}
