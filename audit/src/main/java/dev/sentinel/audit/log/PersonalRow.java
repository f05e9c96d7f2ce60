package dev.sentinel.audit.log;

import dev.sentinel.audit.tree.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The personal fields of an event, kept beside it.
 *
 * @param salt hexadecimal, 16 random bytes: without it nobody can try addresses against the hash
 * @param fields canonical JSON
 */
public record PersonalRow(String salt, String fields) {

    /** What the event's leaf commits to: SHA-256 over the salt and the fields. */
    public Hash hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(HexFormat.of().parseHex(salt));
            return Hash.of(digest.digest(fields.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
