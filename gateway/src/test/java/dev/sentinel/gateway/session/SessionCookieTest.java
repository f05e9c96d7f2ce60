package dev.sentinel.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.web.Problem;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 10017 section 6.1.3.2. */
final class SessionCookieTest {
    private static final String VALUE = "[A-Za-z0-9_-]{64}";
    private static final Duration DAY = Duration.ofHours(24);

    private final SessionCookie secure = cookie(true);
    private final SessionCookie demo = cookie(false);

    private static SessionCookie cookie(boolean secure) {
        return new SessionCookie(
                new Secret("a service key of the tests"), secure, new SecureRandom());
    }

    @Test
    void hasThePrefixAndAllAttributes() {
        assertThat(secure.set(secure.make(), DAY))
                .matches(
                        "__Host-Http-sentinel="
                                + VALUE
                                + "; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict; Secure");
        assertThat(secure.deletion())
                .isEqualTo(
                        "__Host-Http-sentinel=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict;"
                                + " Secure");
    }

    /** A browser drops a Secure cookie, and any with the prefix, that comes over plain HTTP. */
    @Test
    void overPlainHttpItHasAnotherNameAndIsNotSecure() {
        assertThat(demo.set(demo.make(), DAY))
                .matches(
                        "sentinel-session="
                                + VALUE
                                + "; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict");
        assertThat(demo.deletion())
                .isEqualTo("sentinel-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    }

    @Test
    void isReadByItsOwnNameAlone() {
        SessionCookie.Value value = secure.make();
        String sent = sent(secure, value);

        assertThat(secure.of(TestHead.withCookies("theme=dark; " + sent)))
                .hasValueSatisfying(read -> assertThat(read.id()).isEqualTo(value.id()));
        assertThat(demo.of(TestHead.withCookies(sent))).isEmpty();
    }

    @Test
    void severalAreRefusedAndAsGoodAsNoneForWhoGetsANewOne() {
        String sent = sent(secure, secure.make());

        for (TestHead twice :
                new TestHead[] {
                    TestHead.withCookies(sent + "; " + sent), TestHead.withCookies(sent, sent)
                }) {
            assertThatThrownBy(() -> secure.of(twice))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("once");
            assertThat(secure.only(twice)).isEmpty();
        }
    }

    private static String sent(SessionCookie cookies, SessionCookie.Value value) {
        String set = cookies.set(value, DAY);
        return set.substring(0, set.indexOf(';'));
    }
}
