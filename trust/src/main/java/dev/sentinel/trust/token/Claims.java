package dev.sentinel.trust.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads our claims (DESIGN.md section 5): {@code sub}, {@code wid}, {@code jti}, {@code sid},
 * {@code iat}, {@code exp}, {@code scope}, {@code role}, {@code act}, {@code chain} (ids of what a
 * token was made from), {@code cnf}, and {@code sub_type} ({@code person}, {@code agent}, {@code
 * service}; agent when absent).
 */
final class Claims {
    private static final int MAX_CHAIN = 6;
    private static final int MAX_LINKS = 32;
    private static final long LAST_SECOND = 253_402_300_799L;

    private Claims() {}

    /** The token's content; empty when a claim is missing or of the wrong shape. */
    static Optional<VerifiedToken> read(JsonNode claims) {
        Optional<String> subject = text(claims, "sub");
        Optional<String> workspace = text(claims, "wid");
        Optional<String> tokenId = text(claims, "jti");
        Optional<Instant> issuedAt = moment(claims, "iat");
        Optional<Instant> expiresAt = moment(claims, "exp");
        Optional<List<String>> actors = actors(claims);
        Optional<Set<String>> links = links(claims);
        Optional<Confirmation> confirmation = Confirmation.read(claims);
        if (subject.isEmpty()
                || workspace.isEmpty()
                || tokenId.isEmpty()
                || issuedAt.isEmpty()
                || expiresAt.isEmpty()
                || actors.isEmpty()
                || links.isEmpty()
                || confirmation.isEmpty()) {
            return Optional.empty();
        }
        List<String> chain = new ArrayList<>();
        chain.add(subject.get());
        chain.addAll(actors.get());
        return principal(claims, subject.get(), workspace.get(), actors.get())
                .map(principal ->
                        new VerifiedToken(
                                principal,
                                tokenId.get(),
                                text(claims, "sid"),
                                chain,
                                claims.path("sub_type").asText().equals("person"),
                                links.get(),
                                confirmation.get(),
                                audience(claims),
                                issuedAt.get(),
                                expiresAt.get()));
    }

    private static Optional<Principal> principal(
            JsonNode claims, String subject, String workspace, List<String> actors) {
        Set<String> scopes = scopes(claims);
        if (!actors.isEmpty()) {
            // RFC 8693 section 4.1: the outermost actor is the one that calls, for the subject.
            List<String> actedFor = new ArrayList<>();
            actedFor.add(subject);
            actedFor.addAll(actors.subList(1, actors.size()));
            return Optional.of(
                    new Principal.Agent(
                            actors.getFirst(), workspace, scopes, actedFor, text(claims, "sid")));
        }
        return switch (claims.path("sub_type").asText("agent")) {
            case "person" ->
                    text(claims, "role")
                            .flatMap(Role::ofWord)
                            .map(role ->
                                    new Principal.Person(
                                            subject, workspace, role, text(claims, "email")));
            case "agent" ->
                    Optional.of(
                            new Principal.Agent(
                                    subject, workspace, scopes, List.of(), text(claims, "sid")));
            case "service" -> Optional.of(new Principal.Service(subject, workspace, scopes));
            default -> Optional.empty();
        };
    }

    static List<String> audience(JsonNode claims) {
        JsonNode aud = claims.path("aud");
        if (aud.isTextual()) {
            return List.of(aud.textValue());
        }
        List<String> audience = new ArrayList<>();
        // The values of an object are no audiences, nor is a number one.
        if (aud.isArray()) {
            aud.forEach(each -> Optional.ofNullable(each.textValue()).ifPresent(audience::add));
        }
        return audience;
    }

    private static Set<String> scopes(JsonNode claims) {
        String scope = claims.path("scope").asText("");
        return scope.isBlank() ? Set.of() : Set.of(scope.strip().split(" +"));
    }

    /** The nested {@code act} claims, outermost first. */
    private static Optional<List<String>> actors(JsonNode claims) {
        List<String> actors = new ArrayList<>();
        JsonNode act = claims.path("act");
        while (!act.isMissingNode()) {
            Optional<String> subject = text(act, "sub");
            if (subject.isEmpty() || actors.size() == MAX_CHAIN) {
                return Optional.empty();
            }
            actors.add(subject.get());
            act = act.path("act");
        }
        return Optional.of(actors);
    }

    /** What cannot be read could hide a link that has been cut: the token is refused then. */
    private static Optional<Set<String>> links(JsonNode claims) {
        JsonNode chain = claims.path("chain");
        if (chain.isMissingNode()) {
            return Optional.of(Set.of());
        }
        if (!chain.isArray() || chain.size() > MAX_LINKS) {
            return Optional.empty();
        }
        Set<String> links = new HashSet<>();
        for (JsonNode link : chain) {
            if (!link.isTextual() || link.textValue().isEmpty()) {
                return Optional.empty();
            }
            links.add(link.textValue());
        }
        return Optional.of(links);
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.path(name).textValue()).filter(text -> !text.isEmpty());
    }

    /** {@code nbf} (RFC 7519 section 4.1.5); one that does not read never comes. */
    static Instant notBefore(JsonNode claims) {
        return claims.has("nbf") ? moment(claims, "nbf").orElse(Instant.MAX) : Instant.EPOCH;
    }

    /**
     * Whole seconds since 1970, as every issuer writes them, up to the year 9999: no fractions,
     * exponents or negative times, in which two readers could see different moments.
     */
    static Optional<Instant> moment(JsonNode claims, String name) {
        JsonNode seconds = claims.path(name);
        if (!seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
            return Optional.empty();
        }
        long value = seconds.longValue();
        return value < 0 || value > LAST_SECOND
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(value));
    }
}
