package dev.sentinel.audit.log;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Random bytes, asked for in blocks: asking costs far more than the few bytes that an event needs.
 * What has been given out is wiped, so that a look into memory shows no salt that is in use.
 */
final class RandomBlocks {
    private static final int LENGTH = 4_096;

    private final SecureRandom random;
    private final byte[] block = new byte[LENGTH];
    private int next = LENGTH;

    /** The generator must be unpredictable. */
    RandomBlocks(SecureRandom random) {
        this.random = random;
    }

    long nextLong() {
        return ByteBuffer.wrap(next(Long.BYTES)).getLong();
    }

    /** So many bytes, fewer than a block has. */
    synchronized byte[] next(int length) {
        if (next + length > LENGTH) {
            random.nextBytes(block);
            next = 0;
        }
        byte[] bytes = Arrays.copyOfRange(block, next, next + length);
        Arrays.fill(block, next, next + length, (byte) 0);
        next += length;
        return bytes;
    }
}
