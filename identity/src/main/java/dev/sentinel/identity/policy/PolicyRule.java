package dev.sentinel.identity.policy;

import dev.sentinel.identity.access.Scope;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.Access;
import dev.sentinel.web.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The access rule of one route: whoever passes {@code otherwise}, and every agent or service whose
 * token the policy in force lets in.
 */
record PolicyRule(Supplier<Policy> policy, String method, String template, Access otherwise)
        implements Access {
    /** Scope {@code admin} acts on the whole workspace, so it can do what these do in it. */
    private static final Set<Scope> IMPLIED_BY_ADMIN =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            Scope.AGENTS_READ,
                            Scope.AGENTS_WRITE,
                            Scope.TOKENS_READ,
                            Scope.AUDIT_READ));

    @Override
    public String describe() {
        return policy.get().describe(endpoint()) + " or " + otherwise.describe();
    }

    @Override
    public Verdict judge(Optional<Caller> caller) {
        return judge(caller, template);
    }

    @Override
    public Verdict judge(Optional<Caller> caller, String path) {
        Verdict verdict = otherwise.judge(caller, path);
        if (verdict instanceof Verdict.Allowed) {
            return verdict;
        }
        return switch (caller.orElse(null)) {
            case Principal.Agent agent -> decided(agent, path);
            case Principal.Service service -> decided(service, path);
            case null, default -> verdict;
        };
    }

    private Verdict decided(Principal caller, String path) {
        Policy.Decision decision =
                policy.get()
                        .decide(
                                new PolicyInput(
                                        endpoint(), method, path, scopes(caller), caller.id()));
        return decision.allow() ? new Verdict.Allowed() : new Verdict.Refused(decision.reason());
    }

    /** As the table has it: a credential's id is {@code :credId}, any other {@code :id}. */
    private String endpoint() {
        return method
                + ":"
                + template.replace("{credentialId}", ":credId").replaceAll("\\{[^}]+}", ":id");
    }

    private static List<String> scopes(Principal caller) {
        Set<String> scopes = new TreeSet<>(caller.scopes());
        if (scopes.contains(Scope.ADMIN.word())) {
            IMPLIED_BY_ADMIN.forEach(scope -> scopes.add(scope.word()));
        }
        return new ArrayList<>(scopes);
    }
}
