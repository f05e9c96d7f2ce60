package dev.sentinel.identity.access;

import dev.sentinel.trust.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a token may allow (RFC 6749 section 3.3). In this order they stand in tokens. */
public enum Scope {
    AGENTS_READ("agents:read"),
    AGENTS_WRITE("agents:write"),
    TOKENS_READ("tokens:read"),
    AUDIT_READ("audit:read"),
    /** Acts on all of its workspace. */
    ADMIN("admin"),
    RISK_SCORE("risk:score"),
    RISK_ADMIN("risk:admin"),
    /** Follows the revocations of all workspaces: for services that verify tokens. */
    REVOCATIONS_READ("revocations:read");

    private static final Map<String, Scope> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toMap(Scope::word, Function.identity()));

    private static final List<Scope> ALL = List.of(values());

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** As it stands in tokens. */
    public String word() {
        return word;
    }

    public static Optional<Scope> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** What an agent is granted when nobody says otherwise: nothing that reaches beyond itself. */
    public static Set<Scope> ordinary() {
        return Collections.unmodifiableSet(
                EnumSet.of(AGENTS_READ, AGENTS_WRITE, TOKENS_READ, AUDIT_READ, RISK_SCORE));
    }

    public static Set<Scope> all() {
        return Collections.unmodifiableSet(EnumSet.allOf(Scope.class));
    }

    /** What a person of this role may lend to an agent that acts for it. */
    public static Set<Scope> ofRole(Role role) {
        if (role.covers(Role.ADMIN)) {
            return all();
        }
        return role.covers(Role.ANALYST) ? Set.of(RISK_SCORE) : Set.of();
    }

    /** Those of the words that are scopes of ours. */
    public static Set<Scope> known(Collection<String> words) {
        EnumSet<Scope> known = EnumSet.noneOf(Scope.class);
        words.forEach(word -> find(word).ifPresent(known::add));
        return Collections.unmodifiableSet(known);
    }

    /** Their words as a token has them (RFC 6749 section 3.3), in the enum's order. */
    public static String text(Set<Scope> scopes) {
        StringBuilder text = new StringBuilder();
        for (Scope scope : ALL) {
            if (scopes.contains(scope)) {
                text.append(text.isEmpty() ? "" : " ").append(scope.word);
            }
        }
        return text.toString();
    }

    /** Their words, in the enum's order. */
    public static List<String> words(Set<Scope> scopes) {
        return Arrays.stream(values()).filter(scopes::contains).map(Scope::word).toList();
    }
}
