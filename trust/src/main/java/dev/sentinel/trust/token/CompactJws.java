package dev.sentinel.trust.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A signed JWT that somebody shows (RFC 7515 section 7.1), taken apart and not yet believed. Nobody
 * may read a claim for a decision before {@link #isSignedBy} has said yes.
 */
public final class CompactJws {
    private final JsonNode header;
    private final JsonNode claims;
    private final byte[] signed;
    private final byte[] signature;

    private CompactJws(JsonNode header, JsonNode claims, byte[] signed, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /** Empty when it is not one, or asks for what is not known here. */
    public static Optional<CompactJws> parse(String jwt) {
        int first = jwt.indexOf('.');
        int second = jwt.indexOf('.', first + 1);
        if (first < 1 || second < 0 || jwt.indexOf('.', second + 1) >= 0) {
            return Optional.empty();
        }
        try {
            JsonNode header = Json.read(Base64Url.decode(jwt.substring(0, first)));
            JsonNode claims = Json.read(Base64Url.decode(jwt.substring(first + 1, second)));
            // RFC 7515 section 4.1.11, RFC 7797: both change what a signature means.
            if (!header.isObject()
                    || !claims.isObject()
                    || header.has("crit")
                    || header.has("b64")) {
                return Optional.empty();
            }
            return Optional.of(
                    new CompactJws(
                            header,
                            claims,
                            jwt.substring(0, second).getBytes(StandardCharsets.US_ASCII),
                            Base64Url.decode(jwt.substring(second + 1))));
        } catch (JsonProcessingException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public JsonNode header() {
        return header;
    }

    public JsonNode claims() {
        return claims;
    }

    /** What it says it is (RFC 8725 section 3.11), in lower case; empty when it does not say. */
    public String type() {
        return header.path("typ").asText("").toLowerCase(Locale.ROOT);
    }

    public String kid() {
        return header.path("kid").asText("");
    }

    /** A text claim; empty when it is absent, or not a text. */
    public Optional<String> text(String claim) {
        return Optional.ofNullable(claims.path(claim).textValue()).filter(text -> !text.isEmpty());
    }

    /** The key says the algorithm; a token that says another attacks (RFC 8725 section 2.1). */
    public boolean isSignedBy(VerificationKey key) {
        return key.algorithm().jose().equals(header.path("alg").textValue())
                && key.verifies(signed, signature);
    }
}
