package dev.sentinel.gateway.credential;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a password, as they stand in {@code Authorization} (RFC 7617).
 *
 * @param header the header's value
 */
public record BasicCredential(Secret header) {

    static BasicCredential of(Secret user, Secret password) {
        byte[] pair = (user.expose() + ":" + password.expose()).getBytes(StandardCharsets.UTF_8);
        return new BasicCredential(new Secret("Basic " + Base64.getEncoder().encodeToString(pair)));
    }
}
