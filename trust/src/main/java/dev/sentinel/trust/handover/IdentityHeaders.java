package dev.sentinel.trust.handover;

import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The headers that tell a service who is calling (contract studio §7.3). They are worth as much as
 * the connection they came on: only {@link HandedOverCallers} reads them, behind the gateway's key.
 *
 * <p>Characters that a header value or a list must not hold are percent-encoded as UTF-8.
 */
public final class IdentityHeaders {
    /** {@code person}, {@code agent} or {@code service}. */
    public static final String KIND = "X-Principal-Kind";

    /** The principal's id, of whichever kind it is. */
    public static final String ID = "X-User-Id";

    /** A person's role, as {@link Role#word()} spells it. */
    public static final String ROLE = "X-User-Role";

    public static final String EMAIL = "X-User-Email";

    /** The workspace; the originals call it the tenant. */
    public static final String WORKSPACE = "X-Tenant-Id";

    /** Scopes of an agent or a service, with spaces between, in alphabetical order. */
    public static final String SCOPES = "X-Scopes";

    /** On whose behalf, nearest first, with commas between (RFC 8693 §4.1). */
    public static final String ACTED_FOR = "X-Acted-For";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int LONGEST_LIST = 512;

    private IdentityHeaders() {}

    /** Tells every header of the principal, as name and value. */
    public static void write(Principal principal, BiConsumer<String, String> header) {
        header.accept(ID, encoded(principal.id()));
        header.accept(WORKSPACE, encoded(principal.workspace()));
        switch (principal) {
            case Principal.Person(_, _, var role, var email) -> {
                header.accept(KIND, "person");
                header.accept(ROLE, role.word());
                email.ifPresent(address -> header.accept(EMAIL, encoded(address)));
            }
            case Principal.Agent _ -> {
                header.accept(KIND, "agent");
                header.accept(SCOPES, scopes(principal.scopes()));
            }
            case Principal.Service _ -> {
                header.accept(KIND, "service");
                header.accept(SCOPES, scopes(principal.scopes()));
            }
        }
        if (!principal.actedFor().isEmpty()) {
            List<String> chain =
                    principal.actedFor().stream().map(IdentityHeaders::encoded).toList();
            header.accept(ACTED_FOR, String.join(",", chain));
        }
    }

    /** The principal that such headers tell of; empty when they tell of none, or wrongly. */
    static Optional<Principal> read(Function<String, Optional<String>> header) {
        Optional<String> id = header.apply(ID).flatMap(IdentityHeaders::decoded);
        Optional<String> workspace = header.apply(WORKSPACE).flatMap(IdentityHeaders::decoded);
        Optional<String> kind = header.apply(KIND);
        if (id.isEmpty() || workspace.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        Set<String> scopes = new TreeSet<>(list(header.apply(SCOPES), " "));
        return switch (kind.get()) {
            case "person" ->
                    header.apply(ROLE)
                            .flatMap(Role::ofWord)
                            .map(role ->
                                    new Principal.Person(
                                            id.get(),
                                            workspace.get(),
                                            role,
                                            header.apply(EMAIL).flatMap(IdentityHeaders::decoded)));
            case "agent" ->
                    Optional.of(
                            new Principal.Agent(
                                    id.get(),
                                    workspace.get(),
                                    scopes,
                                    list(header.apply(ACTED_FOR), ",")));
            case "service" -> Optional.of(new Principal.Service(id.get(), workspace.get(), scopes));
            default -> Optional.empty();
        };
    }

    private static String scopes(Set<String> scopes) {
        String[] sorted = scopes.toArray(String[]::new);
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = encoded(sorted[i]);
        }
        return String.join(" ", sorted);
    }

    private static List<String> list(Optional<String> value, String separator) {
        List<String> items = new ArrayList<>();
        for (String item : value.orElse("").split(separator, LONGEST_LIST)) {
            decoded(item).filter(text -> !text.isEmpty()).ifPresent(items::add);
        }
        return items;
    }

    private static String encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!plain(text.charAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (plain((char) (each & 0xFF))) {
                escaped.append((char) each);
            } else {
                escaped.append('%').append(HEX.toHexDigits(each));
            }
        }
        return escaped.toString();
    }

    private static boolean plain(char c) {
        return c > ' ' && c < 0x7F && c != '%' && c != ',';
    }

    private static Optional<String> decoded(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        try {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '%') {
                    bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                    i += 2;
                } else {
                    bytes[length++] = (byte) c;
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
        return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }
}
