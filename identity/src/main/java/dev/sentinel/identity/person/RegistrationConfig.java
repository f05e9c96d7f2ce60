package dev.sentinel.identity.person;

import dev.sentinel.base.config.Settings;
import dev.sentinel.trust.Role;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may register itself.
 *
 * @param workspace {@code REGISTRATION_WORKSPACE}: which one newcomers join; when it is not set,
 *     each founds one of its own
 * @param roles {@code REGISTRATION_ALLOWED_ROLES}: what a newcomer to an existing workspace may ask
 *     for; a founder may ask for any
 */
public record RegistrationConfig(Optional<String> workspace, Set<Role> roles) {
    public static final RegistrationConfig DEFAULT =
            new RegistrationConfig(Optional.empty(), Set.of(Role.VIEWER));

    public RegistrationConfig {
        roles = Set.copyOf(roles);
    }

    static RegistrationConfig of(Settings settings) {
        return new RegistrationConfig(
                settings.parsed(RegistrationConfig::workspace, "REGISTRATION_WORKSPACE"),
                settings.parsed(RegistrationConfig::roles, "REGISTRATION_ALLOWED_ROLES")
                        .orElse(DEFAULT.roles()));
    }

    private static String workspace(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
            throw new IllegalArgumentException(
                    "is '" + text + "': use letters, digits, '-' and '_', 64 at most");
        }
        return text;
    }

    private static Set<Role> roles(String text) {
        Set<Role> roles = EnumSet.of(Role.VIEWER);
        for (String word : text.split("[,\\s]+", -1)) {
            roles.add(
                    Role.ofWord(word)
                            .filter(role -> role != Role.OWNER)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "holds '"
                                                    + word
                                                    + "': use viewer, analyst, admin, by commas")));
        }
        return roles;
    }
}
