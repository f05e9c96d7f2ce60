package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract studio §7.3 and §7.4, RFC 9110 §7.6.1. */
class HeaderRulesTest {
    @Test
    void identityHeadersAreDroppedInEverySpelling() {
        List<String> spellings =
                List.of(
                        "X-User-Id",
                        "x-user-id",
                        "X_User_Id",
                        "X.User.Id",
                        "X User Id",
                        "X-User-Id.",
                        "X-User-Role-",
                        "X-Tenant_Id",
                        "X-Principal-Kind",
                        "X-Scopes",
                        "X-Acted-For",
                        "X_FORWARDED_FOR",
                        "X-Request-ID_",
                        "Authorization",
                        "authorization.",
                        "Proxy_Authorization",
                        "Content_Length",
                        "Transfer.Encoding",
                        "X-HTTP-Method-Override",
                        "X-Original-URL");

        assertThat(spellings).allMatch(HeaderRules::dropsFromClient);
    }

    @Test
    void otherHeadersCross() {
        List<String> kept =
                List.of(
                        "Accept",
                        "Content-Type",
                        "Range",
                        "If-None-Match",
                        "User-Agent",
                        "Idempotency-Key",
                        "X-Custom",
                        "XUserId",
                        "Traceparent2",
                        "tracestate");

        assertThat(kept).noneMatch(HeaderRules::dropsFromClient);
    }

    @Test
    void connectionMayNameOnlyWhatMayBeMissing() {
        assertThat(HeaderRules.nominatedByClient(List.of("keep-alive"))).isEmpty();
        assertThat(HeaderRules.nominatedByClient(List.of("Foo, keep-alive", "TE")))
                .containsExactly("Foo", "TE");

        for (String name :
                List.of(
                        "Authorization",
                        "cookie",
                        "Content-Length",
                        "X-User-Id",
                        "x_any",
                        "Host")) {
            assertThatThrownBy(() -> HeaderRules.nominatedByClient(List.of("close, " + name)))
                    .as(name)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void answersLoseWhatIsBetweenServiceAndGateway() {
        assertThat(
                        List.of(
                                "Connection",
                                "Keep-Alive",
                                "Transfer-Encoding",
                                "Set-Cookie",
                                "Server",
                                "WWW-Authenticate",
                                "Access-Control-Allow-Origin",
                                "X-Powered-By"))
                .allMatch(HeaderRules::dropsFromUpstream);
        assertThat(List.of("Content-Type", "ETag", "Content-Range", "Retry-After", "Cache-Control"))
                .noneMatch(HeaderRules::dropsFromUpstream);
    }
}
