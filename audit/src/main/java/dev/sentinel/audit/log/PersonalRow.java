package dev.sentinel.audit.log;

import dev.sentinel.audit.tree.Hash;
import java.nio.charset.StandardCharsets;
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
        return Hash.over(HexFormat.of().parseHex(salt), fields.getBytes(StandardCharsets.UTF_8));
    }
}
