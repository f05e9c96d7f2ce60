package dev.sentinel.identity.person;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that signs somebody in, as it was given.
 *
 * <p>ASCII only (RFC 5321 section 4.1.2): letters that look alike, and letters that fold in one
 * place and not in another, would let two people share what looks like one address.
 */
public record EmailAddress(String text) {
    private static final int LONGEST = 254;
    private static final Pattern FORM =
            Pattern.compile(
                    "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+");

    /** Reads an address; empty when it is not one. */
    public static Optional<EmailAddress> parse(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches()
                ? Optional.of(new EmailAddress(text))
                : Optional.empty();
    }

    /** By which two addresses are compared. */
    public String folded() {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text;
    }
}
