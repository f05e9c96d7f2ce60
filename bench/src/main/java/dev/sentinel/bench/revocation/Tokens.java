package dev.sentinel.bench.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sentinel.base.json.Json;
import java.util.Base64;

/** What a token says of itself. */
final class Tokens {
    private Tokens() {}

    /** Its {@code jti}, unverified. */
    static String id(String jwt) {
        try {
            return Json.read(
                            Base64.getUrlDecoder()
                                    .decode(
                                            jwt.substring(
                                                    jwt.indexOf('.') + 1, jwt.lastIndexOf('.'))))
                    .path("jti")
                    .asText();
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException("not a token of ours", wrong);
        }
    }
}
