package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Scope;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The parameter {@code scope} (RFC 6749 section 3.3). */
final class Scopes {
    private Scopes() {}

    static Stream<String> words(Optional<String> scope) {
        return scope.stream()
                .flatMap(text -> Stream.of(text.split(" ", -1)))
                .filter(word -> !word.isEmpty());
    }

    /** Those of the words that are scopes. */
    static Set<Scope> asked(Optional<String> scope) {
        EnumSet<Scope> asked = EnumSet.noneOf(Scope.class);
        words(scope).forEach(word -> Scope.find(word).ifPresent(asked::add));
        return Collections.unmodifiableSet(asked);
    }

    /** The first one that is not among the others. */
    static Optional<Scope> firstOf(Set<Scope> some, Set<Scope> notAmong) {
        return some.stream().filter(each -> !notAmong.contains(each)).findFirst();
    }
}
