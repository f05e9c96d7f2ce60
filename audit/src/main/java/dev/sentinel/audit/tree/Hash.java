package dev.sentinel.audit.tree;

import dev.sentinel.base.hash.Digests;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash in a Merkle tree (RFC 9162 §2.1.1). Immutable. */
public final class Hash {
    /** Bytes in a hash. */
    public static final int LENGTH = 32;

    private static final byte LEAF_PREFIX = 0;
    private static final byte NODE_PREFIX = 1;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** These 32 bytes. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** The hash number {@code position} of a row of hashes without gaps between them. */
    public static Hash at(byte[] row, int position) {
        return new Hash(Arrays.copyOfRange(row, position * LENGTH, (position + 1) * LENGTH));
    }

    /** SHA-256 over two parts, outside of any tree. */
    public static Hash over(byte[] first, byte[] second) {
        MessageDigest digest = Digests.sha256();
        digest.update(first);
        return new Hash(digest.digest(second));
    }

    /** The hash of a leaf: the prefix keeps a leaf from passing as a node. */
    public static Hash leaf(byte[] entry) {
        MessageDigest digest = Digests.sha256();
        digest.update(LEAF_PREFIX);
        return new Hash(digest.digest(entry));
    }

    /** The hash of the node above these two. */
    public static Hash node(Hash left, Hash right) {
        MessageDigest digest = Digests.sha256();
        digest.update(NODE_PREFIX);
        digest.update(left.bytes);
        return new Hash(digest.digest(right.bytes));
    }

    /**
     * The root over a power of two of hashes that lie side by side, {@code count} from a position.
     */
    public static Hash root(byte[] row, int position, int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(count + " is not a power of two");
        }
        MessageDigest digest = Digests.sha256();
        byte[] level = Arrays.copyOfRange(row, position * LENGTH, (position + count) * LENGTH);
        try {
            for (int width = count; width > 1; width /= 2) {
                for (int i = 0; i < width; i += 2) {
                    digest.update(NODE_PREFIX);
                    digest.update(level, i * LENGTH, 2 * LENGTH);
                    digest.digest(level, i / 2 * LENGTH, LENGTH);
                }
            }
        } catch (DigestException impossible) {
            throw new IllegalStateException("32 bytes have room for SHA-256", impossible);
        }
        return new Hash(Arrays.copyOf(level, LENGTH));
    }

    /** The root of a tree without leaves: the hash of nothing. */
    public static Hash emptyTree() {
        return new Hash(Digests.sha256().digest());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    void copyInto(byte[] row, int position) {
        System.arraycopy(bytes, 0, row, position * LENGTH, LENGTH);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
