package dev.sentinel.server.cli;

import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Arguments become values; what cannot is refused in words, without Java's exceptions. */
final class Conversions {
    private Conversions() {}

    static void register(CommandLine line) {
        line.registerConverter(UUID.class, Conversions::id);
        line.registerConverter(URI.class, Conversions::address);
        line.registerConverter(LocalDate.class, Conversions::day);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw refused(text, "an id such as 019ceb00-0000-7000-8000-000000000001");
        }
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw refused(text, "an address such as http://localhost:9005");
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            throw refused(text, "a day such as 2026-06-05");
        }
    }

    private static TypeConversionException refused(String text, String right) {
        return new TypeConversionException("'%s' is not %s".formatted(text, right));
    }
}
