package dev.sentinel.identity.mfa;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.person.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of 80 random bits, {@code XXXX-XXXX-XXXX-XXXX}: for when the device is gone. */
final class RecoveryCodes {
    static final int COUNT = 10;
    private static final int BYTES = 10;
    private static final Pattern FORM = Pattern.compile("[A-Z2-7]{16}");

    private final SecretKeySpec key;
    private final SecureRandom random;

    RecoveryCodes(Secret pepper, SecureRandom random) {
        this.key =
                new SecretKeySpec(pepper.expose().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.random = random;
    }

    List<String> fresh() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            codes.add(Base32.encode(bytes).replaceAll("(.{4})(?!$)", "$1-"));
        }
        return codes;
    }

    /** What is stored in a code's place, however it was typed; empty when it is none. */
    Optional<byte[]> macOf(PersonId person, String typed) {
        String code = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return FORM.matcher(code).matches() ? Optional.of(mac(person, code)) : Optional.empty();
    }

    private byte[] mac(PersonId person, String code) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(
                    ("recovery code " + person + " " + code).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA256 is missing", bug);
        }
    }
}
