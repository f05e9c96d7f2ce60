package dev.sentinel.trust.token;

import dev.sentinel.base.json.Json;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Signs tokens as an issuer would, and as an attacker would. */
final class TestIssuer implements VerificationKeys {
    static final String ISSUER = "https://identity.test";
    static final String AUDIENCE = "sentinel";
    static final Instant NOW = Instant.parse("2026-06-05T10:00:00Z");

    private final KeyPair pair = pair();
    private volatile boolean withdrawn;

    @Override
    public Optional<VerificationKey> find(String kid) {
        return kid.equals("key-1") && !withdrawn
                ? Optional.of(
                        new VerificationKey("key-1", SignatureAlgorithm.RS256, pair.getPublic()))
                : Optional.empty();
    }

    @Override
    public boolean ready() {
        return true;
    }

    void withdrawKey() {
        withdrawn = true;
    }

    KeyPair keyPair() {
        return pair;
    }

    String token() {
        return token(_ -> {}, _ -> {});
    }

    String token(Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("alg", "RS256");
        head.put("typ", "at+jwt");
        head.put("kid", "key-1");
        header.accept(head);
        Map<String, Object> body = usual();
        claims.accept(body);
        String signed = part(head) + "." + part(body);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
    }

    /** The claims of a good token, as JSON. */
    String claims() {
        return Json.text(usual());
    }

    /** Whatever somebody wants to have said, under a good header and a good signature. */
    String signed(String claims) {
        return signed(claims.getBytes(StandardCharsets.UTF_8));
    }

    String signed(byte[] claims) {
        String head = part(Map.of("alg", "RS256", "typ", "at+jwt", "kid", "key-1"));
        String signed = head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
    }

    private static Map<String, Object> usual() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("iss", ISSUER);
        body.put("aud", AUDIENCE);
        body.put("sub", "invoice-bot");
        body.put("client_id", "invoice-bot");
        body.put("wid", "acme");
        body.put("sid", "credential-7");
        body.put("jti", "token-1");
        body.put("scope", "risk:score agents:read");
        body.put("iat", NOW.getEpochSecond());
        body.put("exp", NOW.plusSeconds(3_600).getEpochSecond());
        return body;
    }

    private byte[] sign(String text) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(pair.getPrivate());
            signer.update(text.getBytes(StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String part(Map<String, Object> json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(json));
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
