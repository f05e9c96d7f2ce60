package dev.sentinel.audit.verify;

import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of leaves, written from what PostgreSQL sends without making texts of them, and their
 * hashes. It must make the same bytes as {@link dev.sentinel.audit.log.EventRow#canonical}; a test
 * holds the two together. Not safe for threads.
 */
final class LeafBytes {
    private static final byte LEAF_PREFIX = 0;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest = Digests.sha256();
    private byte[] bytes = new byte[4_096];
    private int length;

    /** Begins a leaf: the prefix keeps it from passing as a node (RFC 9162 §2.1.1). */
    LeafBytes begin() {
        length = 0;
        room(1);
        bytes[length++] = LEAF_PREFIX;
        return this;
    }

    LeafBytes raw(byte[] from, int at, int count) {
        room(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
        return this;
    }

    LeafBytes raw(byte[] text) {
        return raw(text, 0, text.length);
    }

    /** A JSON string of these UTF-8 bytes (RFC 8785 §3.2.2.2: only what must be is escaped). */
    LeafBytes string(byte[] from, int at, int count) {
        room(count * 6 + 2);
        bytes[length++] = '"';
        for (int i = at; i < at + count; i++) {
            byte each = from[i];
            if (each < 0 || (each >= ' ' && each != '"' && each != '\\')) {
                bytes[length++] = each;
            } else {
                escape(each);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /** A JSON string of text that needs no escapes. */
    LeafBytes plain(String ascii) {
        room(ascii.length() + 2);
        bytes[length++] = '"';
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        bytes[length++] = '"';
        return this;
    }

    /** A JSON string of these bytes in hexadecimal. */
    LeafBytes hex(byte[] from, int at, int count) {
        return plain(HexFormat.of().formatHex(from, at, at + count));
    }

    /** Puts the hash of the leaf into a row of hashes. */
    void hashInto(byte[] row, int position) {
        digest.update(bytes, 0, length);
        finish(row, position);
    }

    /** Whether this is the hash of the leaf. */
    boolean hashesTo(byte[] row, int position) {
        digest.update(bytes, 0, length);
        return finishes(row, position);
    }

    /** Whether the SHA-256 over salt and fields is this one: what an event commits to. */
    boolean commits(
            byte[] salt,
            int saltAt,
            int saltLength,
            byte[] fields,
            int fieldsAt,
            int fieldsLength,
            byte[] row,
            int position) {
        digest.update(salt, saltAt, saltLength);
        digest.update(fields, fieldsAt, fieldsLength);
        return finishes(row, position);
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, 1, length);
    }

    private boolean finishes(byte[] row, int position) {
        byte[] hash = digest.digest();
        int at = position * Hash.LENGTH;
        return Arrays.equals(hash, 0, Hash.LENGTH, row, at, at + Hash.LENGTH);
    }

    private void finish(byte[] row, int position) {
        try {
            digest.digest(row, position * Hash.LENGTH, Hash.LENGTH);
        } catch (DigestException impossible) {
            throw new IllegalStateException("a row of hashes has room for one", impossible);
        }
    }

    private void escape(byte each) {
        bytes[length++] = '\\';
        switch (each) {
            case '"', '\\' -> bytes[length++] = each;
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[each >> 4];
                bytes[length++] = HEX[each & 0xF];
            }
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
