package dev.sentinel.trust;

import java.util.Locale;
import java.util.Optional;

/** The one ladder of roles (DESIGN.md section 3); each API speaks its own words for them. */
public enum Role {
    VIEWER,
    ANALYST,
    ADMIN,
    OWNER;

    /** Whether this role may do what {@code needed} may. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As written in tokens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A role by any of the originals' words; {@code editor} is the people API's analyst. */
    public static Optional<Role> ofWord(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "viewer" -> Optional.of(VIEWER);
            case "analyst", "editor" -> Optional.of(ANALYST);
            case "admin" -> Optional.of(ADMIN);
            case "owner" -> Optional.of(OWNER);
            default -> Optional.empty();
        };
    }
}
