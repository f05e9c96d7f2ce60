package dev.sentinel.identity.session;

import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.identity.limit.Attempts;
import dev.sentinel.identity.limit.Attempts.Of;
import dev.sentinel.identity.limit.Attempts.Standing;
import dev.sentinel.identity.person.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How often somebody may try to get in: by account, against many addresses that try one password
 * after the other, and by address, against one that tries many accounts.
 */
final class SignInLimits {
    /** Many people may sit behind one address. */
    private static final int OF_ADDRESS = 4;

    private final Attempts attempts;
    private final AttemptLimit limit;

    SignInLimits(Attempts attempts, AttemptLimit limit) {
        this.attempts = attempts;
        this.limit = limit;
    }

    String describe() {
        return "%s for each account, %s for each address"
                .formatted(limit.describe(), limit.times(OF_ADDRESS).describe());
    }

    Standing takeSignIn(String email, String address) {
        return attempts.take(account(email), Of.address("login", address, limit.times(OF_ADDRESS)));
    }

    /** Whoever has got in has not been guessing; the address goes on being counted. */
    void forgetAccount(String email) {
        attempts.forget(account(email));
    }

    Standing takeCode(PersonId person, String address) {
        return attempts.take(codes(person), Of.address("mfa", address, limit.times(OF_ADDRESS)));
    }

    void forgetCodes(PersonId person) {
        attempts.forget(codes(person));
    }

    private Of account(String email) {
        return new Of("login:account:" + sha256(email.toLowerCase(Locale.ROOT)), limit);
    }

    private Of codes(PersonId person) {
        return new Of("mfa:account:" + person, limit);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
