package dev.sentinel.demo.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets of one demo: random, made at its first start, kept beside its data. */
record DemoSecrets(Map<String, String> values) {
    static final String APP_PASSWORD = "DEMO_APP_PASSWORD";
    static final String OWNER_PASSWORD = "DEMO_OWNER_PASSWORD";

    /** Signs in the people of the demo. */
    static final String PEOPLE_PASSWORD = "DEMO_PEOPLE_PASSWORD";

    private static final String KEK = "SENTINEL_KEK";
    private static final List<String> NAMES =
            List.of(
                    APP_PASSWORD,
                    OWNER_PASSWORD,
                    PEOPLE_PASSWORD,
                    "SENTINEL_SERVICE_KEY",
                    KEK,
                    "CREDENTIAL_PEPPER");
    private static final int BYTES = 32;

    DemoSecrets {
        values = Map.copyOf(values);
    }

    /** Reads the file; nothing when there is none. */
    static Optional<DemoSecrets> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(new DemoSecrets(parse(file)))
                    : Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    /** Reads the file, and adds to it what it lacks. */
    static DemoSecrets in(Path file, SecureRandom random) {
        try {
            Map<String, String> values = new LinkedHashMap<>();
            if (Files.exists(file)) {
                values.putAll(parse(file));
            } else {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            if (NAMES.stream().allMatch(values::containsKey)) {
                return new DemoSecrets(values);
            }
            NAMES.forEach(name -> values.computeIfAbsent(name, _ -> fresh(name, random)));
            Files.write(
                    file,
                    values.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
            return new DemoSecrets(values);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot keep secrets in " + file, failure);
        }
    }

    String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no secret is called " + name);
        }
        return value;
    }

    private static Map<String, String> parse(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return values;
    }

    private static String fresh(String name, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        // Passwords stand in URLs; the key-encryption key is read as plain base64.
        return name.equals(KEK)
                ? Base64.getEncoder().encodeToString(bytes)
                : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
