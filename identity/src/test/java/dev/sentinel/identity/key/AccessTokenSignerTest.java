package dev.sentinel.identity.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.token.SharedSecret;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AccessTokenSignerTest {
    @AutoClose private final TestRing stores = new TestRing();

    /** RFC 8259 section 7: a name that ends its text early would add claims of its own. */
    @Test
    void whateverAClaimHoldsIsWrittenAsJson() throws Exception {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("plain", "agents:read risk:score ~");
        claims.put("quoted", "a\",\"admin\":\"yes");
        claims.put("backslash", "a\\");
        claims.put("control", "a\n\u0000b\u007f");
        claims.put("beyond", "Zoë 😀");
        claims.put("na\"me", "x");
        claims.put("number", 1_795_000_000L);
        claims.put("flag", true);
        claims.put("list", List.of("a\"", "b"));
        claims.put("act", Map.of("sub", "a", "act", Map.of("sub", "\"")));

        String token =
                new AccessTokenSigner(
                                stores.ring(TestRing.Settings.USUAL),
                                Optional.of(new SharedSecret(new Secret("s".repeat(32)))))
                        .sign(claims);

        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        assertThat(Json.read(payload)).isEqualTo(Json.tree(Json.text(claims)));
    }
}
