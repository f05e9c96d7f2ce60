package dev.sentinel.identity.mfa;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.person.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says to ourselves, a moment later, that somebody has shown its password. Nothing is stored: the
 * challenge names the person and its end under a MAC, and is worth nothing without a code.
 */
public final class Challenges {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Pattern FORM =
            Pattern.compile("(usr_[0-9a-f-]{36})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

    private final SecretKeySpec key;
    private final Clock clock;

    public Challenges(Secret pepper, Clock clock) {
        this.key =
                new SecretKeySpec(pepper.expose().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.clock = clock;
    }

    public Secret issue(PersonId person) {
        String said = person + "." + clock.instant().plus(LIFE).getEpochSecond();
        return new Secret(said + "." + mac("mfa challenge " + said));
    }

    /** Whose challenge it is; empty when it is none of ours, or too old. */
    public Optional<PersonId> open(Secret challenge) {
        Matcher parts = FORM.matcher(challenge.expose());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String said = parts.group(1) + "." + parts.group(2);
        boolean good = new Secret(mac("mfa challenge " + said)).matches(parts.group(3));
        return good && clock.instant().getEpochSecond() < Long.parseLong(parts.group(2))
                ? PersonId.parse(parts.group(1))
                : Optional.empty();
    }

    /** Names an address without telling it: the same one each time. */
    public String pseudonym(String email) {
        byte[] mac =
                Base64.getUrlDecoder().decode(mac("address " + email.toLowerCase(Locale.ROOT)));
        return "email:" + HexFormat.of().formatHex(mac, 0, 16);
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA256 is missing", bug);
        }
    }
}
