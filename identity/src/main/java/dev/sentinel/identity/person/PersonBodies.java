package dev.sentinel.identity.person;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Role;
import dev.sentinel.web.JsonBody;
import java.util.List;

/** Reads accounts out of requests. */
final class PersonBodies {
    static final List<String> ROLES = List.of("viewer", "analyst", "admin");
    private static final int LEAST_PASSWORD = 12;
    private static final int MOST_PASSWORD = 128;

    private PersonBodies() {}

    static NewPerson newPerson(JsonBody body) {
        String fullName = body.text("full_name", 128).strip();
        if (fullName.isEmpty()) {
            throw body.invalid("full_name", "must not be blank");
        }
        EmailAddress email =
                EmailAddress.parse(body.text("email", 254))
                        .orElseThrow(() ->
                                body.invalid("email", "must be an address such as a@firm.com"));
        Secret password = password(body, email);
        Role role = body.optionalOneOf("role", ROLES).flatMap(Role::ofWord).orElse(Role.VIEWER);
        Team team = body.optionalOneOf("team", Team.class).orElse(Team.EXTERNAL);
        body.refuseUnknown();
        return new NewPerson(email, fullName, role, team, password);
    }

    /**
     * Length alone (NIST SP 800-63B section 3.1.1.2): rules of composition make worse passwords.
     */
    private static Secret password(JsonBody body, EmailAddress email) {
        String password = body.text("password", MOST_PASSWORD);
        if (password.codePointCount(0, password.length()) < LEAST_PASSWORD) {
            throw body.invalid(
                    "password",
                    "must have " + LEAST_PASSWORD + " to " + MOST_PASSWORD + " characters");
        }
        if (password.equalsIgnoreCase(email.text())) {
            throw body.invalid("password", "must not be the address");
        }
        body.optionalText("confirm_password", MOST_PASSWORD)
                .filter(again -> !again.equals(password))
                .ifPresent(_ -> {
                    throw body.invalid("confirm_password", "is not the password");
                });
        return new Secret(password);
    }
}
