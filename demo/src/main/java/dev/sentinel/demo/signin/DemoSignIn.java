package dev.sentinel.demo.signin;

import dev.sentinel.trust.Principal.Person;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Bearer local-admin} and {@code Bearer local-analyst} are people of the workspace {@code
 * demo}.
 *
 * <p>Everybody knows these tokens, so they count only for callers on this machine: a demo that
 * somebody opens to a network by accident is not open to that network.
 */
public final class DemoSignIn implements Authenticator {
    public static final String WORKSPACE = "demo";
    public static final String ADMIN_TOKEN = "local-admin";
    public static final String ANALYST_TOKEN = "local-analyst";

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");
    private static final Map<String, Person> PEOPLE =
            Map.of(
                    ADMIN_TOKEN,
                    new Person(
                            "local-admin", WORKSPACE, Role.ADMIN, Optional.of("admin@demo.test")),
                    ANALYST_TOKEN,
                    new Person(
                            "local-analyst",
                            WORKSPACE,
                            Role.ANALYST,
                            Optional.of("analyst@demo.test")));

    /** Whether somebody has signed in here. A demo is tried out: it is not rationed. */
    public static boolean isOurs(Caller caller) {
        return caller instanceof Person person && PEOPLE.containsValue(person);
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        if (!THIS_MACHINE.contains(head.remoteAddress())) {
            return Optional.empty();
        }
        return TokenAuthenticator.bearer(head).map(PEOPLE::get);
    }
}
