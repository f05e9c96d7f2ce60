package dev.sentinel.trust;

import dev.sentinel.web.Access;
import dev.sentinel.web.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The access rules that routes are written with. */
public final class Rules {
    private static final Access OPEN = new Open();
    private static final Access SIGNED_IN = new SignedIn();

    private Rules() {}

    /** For anybody; credentials are not looked at. */
    public static Access open() {
        return OPEN;
    }

    /** For every principal whose credentials are good. */
    public static Access signedIn() {
        return SIGNED_IN;
    }

    /** For people with this role or a higher one. */
    public static Access role(Role least) {
        return new HasRole(least);
    }

    /** For agents and services whose token carries this scope. */
    public static Access scope(String scope) {
        return new HasScope(scope);
    }

    /** For services of the platform only. */
    public static Access service() {
        return new IsService();
    }

    /** For whoever passes one of the rules. */
    public static Access anyOf(Access... rules) {
        return new AnyOf(List.of(rules));
    }

    /** Reads what {@link Access#describe} prints, for rules in a file. */
    public static Access parse(String text) {
        String[] parts = text.strip().split("\\s+or\\s+");
        if (parts.length > 1) {
            return new AnyOf(Arrays.stream(parts).map(Rules::parse).toList());
        }
        String rule = parts[0];
        if (rule.equals("open")) {
            return OPEN;
        }
        if (rule.equals("signed-in")) {
            return SIGNED_IN;
        }
        if (rule.equals("service")) {
            return service();
        }
        if (rule.matches("scope\\([a-z][a-z0-9_:-]*\\)")) {
            return scope(rule.substring(6, rule.length() - 1));
        }
        if (rule.matches("role\\([a-z]+\\)")) {
            Optional<Role> role = Role.ofWord(rule.substring(5, rule.length() - 1));
            if (role.isPresent()) {
                return role(role.get());
            }
        }
        throw new IllegalArgumentException(
                "'"
                        + rule
                        + "' is not an access rule: use open, signed-in, service, scope(name),"
                        + " role(viewer|analyst|admin|owner), or several joined by 'or'");
    }

    private record Open() implements Access {
        @Override
        public String describe() {
            return "open";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return new Verdict.Allowed();
        }
    }

    private record SignedIn() implements Access {
        @Override
        public String describe() {
            return "signed-in";
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return caller.isPresent() ? new Verdict.Allowed() : new Verdict.WhoAreYou();
        }
    }

    private record HasRole(Role least) implements Access {
        @Override
        public String describe() {
            return "role(" + least.name().toLowerCase(Locale.ROOT) + ")";
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return principal(caller)
                    .map(principal ->
                            principal.role().filter(held -> held.covers(least)).isPresent()
                                    ? new Verdict.Allowed()
                                    : new Verdict.Refused("role " + least.word() + " is required"))
                    .orElseGet(Verdict.WhoAreYou::new);
        }
    }

    private record HasScope(String scope) implements Access {
        @Override
        public String describe() {
            return "scope(" + scope + ")";
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return principal(caller)
                    .map(principal ->
                            principal.scopes().contains(scope)
                                    ? new Verdict.Allowed()
                                    : new Verdict.Refused("scope " + scope + " is required"))
                    .orElseGet(Verdict.WhoAreYou::new);
        }
    }

    private record IsService() implements Access {
        @Override
        public String describe() {
            return "service";
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return principal(caller)
                    .map(principal ->
                            principal instanceof Principal.Service
                                    ? new Verdict.Allowed()
                                    : new Verdict.Refused("a service of the platform is required"))
                    .orElseGet(Verdict.WhoAreYou::new);
        }
    }

    private record AnyOf(List<Access> rules) implements Access {
        private AnyOf {
            rules = List.copyOf(rules);
        }

        @Override
        public String describe() {
            return rules.stream().map(Access::describe).collect(Collectors.joining(" or "));
        }

        @Override
        public boolean isOpen() {
            // Asked by every call: a stream would cost more than the answer.
            for (Access rule : rules) {
                if (rule.isOpen()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            boolean unknown = true;
            for (Access rule : rules) {
                switch (rule.judge(caller)) {
                    case Verdict.Allowed allowed -> {
                        return allowed;
                    }
                    case Verdict.WhoAreYou() -> {}
                    case Verdict.Refused(_) -> unknown = false;
                }
            }
            if (unknown) {
                return new Verdict.WhoAreYou();
            }
            return new Verdict.Refused(describe() + " is required");
        }
    }

    /** A caller that is no principal of ours is nobody: deny by default. */
    private static Optional<Principal> principal(Optional<Caller> caller) {
        return caller.filter(Principal.class::isInstance).map(Principal.class::cast);
    }
}
