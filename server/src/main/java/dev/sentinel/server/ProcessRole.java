package dev.sentinel.server;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What one process can be; a deployment runs all in one, or one in each (DESIGN.md section 1). */
public enum ProcessRole {
    GATEWAY,
    IDENTITY,
    RISK;

    /** Reads {@code gateway,risk}; {@code all} is every role. */
    public static Set<ProcessRole> parse(String list) {
        if (list.strip().equalsIgnoreCase("all")) {
            return EnumSet.allOf(ProcessRole.class);
        }
        EnumSet<ProcessRole> roles = EnumSet.noneOf(ProcessRole.class);
        for (String word : list.split(",", -1)) {
            try {
                roles.add(valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw new IllegalArgumentException(
                        "names the role '"
                                + word.strip()
                                + "': use all, or of gateway, identity, risk");
            }
        }
        return roles;
    }
}
