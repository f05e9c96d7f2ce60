package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.CosignerKey;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Somebody who is asked to cosign.
 *
 * @param prefix the submission prefix: {@code add-checkpoint} is asked for below it
 */
public record Witness(CosignerKey key, URI prefix) {
    private static final int MOST = 32;

    public Witness {
        if (prefix.getHost() == null || !String.valueOf(prefix.getScheme()).matches("https?")) {
            throw new IllegalArgumentException(
                    "the witness's address " + prefix + " is no http or https URL");
        }
    }

    /** The key's name. */
    public String name() {
        return key.name();
    }

    /**
     * Reads {@code VKEY URL, VKEY URL}.
     *
     * @throws IllegalArgumentException that says which one is wrong
     */
    public static List<Witness> parse(String text) {
        List<Witness> witnesses =
                Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(Witness::parseOne)
                        .toList();
        if (witnesses.size() > MOST) {
            throw new IllegalArgumentException("lists more than " + MOST + " witnesses");
        }
        // Two keys of one name could not be told apart in a note.
        if (witnesses.stream().map(Witness::name).distinct().count() != witnesses.size()) {
            throw new IllegalArgumentException("lists a witness twice");
        }
        return witnesses;
    }

    private static Witness parseOne(String text) {
        String[] parts = text.split("\\s+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "a witness reads 'VKEY URL', not '%s'".formatted(text));
        }
        return new Witness(
                CosignerKey.parse(parts[0]), URI.create(parts[1].replaceAll("/+$", "") + "/"));
    }
}
