package dev.sentinel.gateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.redis.Redis;
import io.lettuce.core.SetArgs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of all sessions, in Redis, for every gateway. Each is sealed with AES-256-GCM under a
 * key that only its cookie gives, and bound to its name.
 *
 * <p>Every method throws {@link dev.sentinel.base.Unavailable} when Redis is away.
 */
final class SealedTokens {
    private static final String PREFIX = "sentinel:session:";
    private static final String LOCK = "sentinel:session-refresh:";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Redis redis;
    private final SecureRandom random;

    SealedTokens(Redis redis, SecureRandom random) {
        this.redis = redis;
        this.random = random;
    }

    Optional<Tokens> read(SessionCookie.Value cookie) {
        return Optional.ofNullable(redis.call(commands -> commands.get(PREFIX + cookie.id())))
                .flatMap(sealed -> opened(cookie, sealed));
    }

    void write(SessionCookie.Value cookie, Tokens tokens, Duration life) {
        String sealed = sealed(cookie, tokens.bytes());
        redis.call(commands ->
                commands.set(PREFIX + cookie.id(), sealed, SetArgs.Builder.px(life.toMillis())));
    }

    /** As {@link #write}, unless the session has been ended meanwhile. */
    void replace(SessionCookie.Value cookie, Tokens tokens, Duration life) {
        String sealed = sealed(cookie, tokens.bytes());
        redis.call(commands ->
                commands.set(
                        PREFIX + cookie.id(), sealed, SetArgs.Builder.px(life.toMillis()).xx()));
    }

    void delete(SessionCookie.Value cookie) {
        redis.call(commands -> commands.del(PREFIX + cookie.id()));
    }

    /** Whether this process is the one that refreshes now; the others wait for what it writes. */
    boolean takesRefresh(SessionCookie.Value cookie, Duration most) {
        return "OK"
                .equals(
                        redis.call(commands ->
                                commands.set(
                                        LOCK + cookie.id(),
                                        "1",
                                        SetArgs.Builder.px(most.toMillis()).nx())));
    }

    void endsRefresh(SessionCookie.Value cookie) {
        redis.call(commands -> commands.del(LOCK + cookie.id()));
    }

    private String sealed(SessionCookie.Value cookie, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, cookie, nonce).doFinal(plain);
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("AES-GCM is missing", bug);
        }
    }

    /** What does not open is nobody's session. */
    private static Optional<Tokens> opened(SessionCookie.Value cookie, String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(bytes, NONCE);
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, cookie, nonce)
                            .doFinal(bytes, NONCE, bytes.length - NONCE);
            return Optional.of(Tokens.read(Json.read(plain)));
        } catch (GeneralSecurityException | JsonProcessingException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SessionCookie.Value cookie, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(cookie.sealingKey(), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(cookie.id().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
