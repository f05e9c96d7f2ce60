package dev.sentinel.identity.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where policies come from: {@code authz.wasm} if it is there, else {@code data/scopes.json}, else
 * the directory is refused. Without a directory, the table that the program carries.
 */
final class PolicyDirectory {
    static final String MODULE = "authz.wasm";
    static final String TABLE = "data/scopes.json";
    private static final int MAX_MODULE = 16 * 1024 * 1024;
    private static final int MAX_TABLE = 1024 * 1024;

    private final Optional<Path> directory;

    PolicyDirectory(Optional<Path> directory) {
        this.directory = directory;
    }

    /**
     * A policy that can be put in force.
     *
     * @param source the file, for people
     * @param sha256 of what it was made from, in hex
     */
    record Loaded(Policy policy, String source, String sha256) {}

    Loaded load() throws PolicyRefused {
        if (directory.isEmpty()) {
            byte[] table = builtIn();
            return new Loaded(ScopeTable.parse(table, TABLE), "built in", hash(table));
        }
        Path module = directory.get().resolve(MODULE);
        Path table = directory.get().resolve(TABLE);
        if (Files.exists(module)) {
            byte[] code = read(module, MAX_MODULE);
            byte[] data =
                    Files.exists(table)
                            ? read(table, MAX_TABLE)
                            : "{}".getBytes(StandardCharsets.UTF_8);
            String text = new String(data, StandardCharsets.UTF_8);
            return new Loaded(
                    WasmPolicy.load(code, text, module.toString()),
                    module.toString(),
                    hash(code, data));
        }
        if (!Files.exists(table)) {
            throw new PolicyRefused(
                    directory.get().toAbsolutePath() + " has neither " + MODULE + " nor " + TABLE);
        }
        byte[] bytes = read(table, MAX_TABLE);
        return new Loaded(ScopeTable.parse(bytes, table.toString()), table.toString(), hash(bytes));
    }

    /** Changes whenever a file may have: cheap enough to look at each second. */
    String stamp() {
        return directory
                .map(home -> stamp(home.resolve(MODULE)) + stamp(home.resolve(TABLE)))
                .orElse("built in");
    }

    private static String stamp(Path file) {
        try {
            // Follows links, so a mounted volume that swaps a link is noticed.
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.fileKey() + "," + found.size() + "," + found.lastModifiedTime() + ";";
        } catch (IOException _) {
            return "absent;";
        }
    }

    private static byte[] read(Path file, int most) throws PolicyRefused {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new PolicyRefused(file + " is larger than " + most + " bytes");
            }
            return bytes;
        } catch (IOException failure) {
            throw new PolicyRefused(file + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static byte[] builtIn() {
        try (InputStream in = PolicyDirectory.class.getResourceAsStream("/policies/" + TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the program carries no policy");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException("the program's policy cannot be read", failure);
        }
    }

    private static String hash(byte[]... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha256.update(part);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
