package dev.sentinel.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A witness's public key: checks that it has seen a checkpoint, and when (C2SP tlog-cosignature,
 * Ed25519, "cosignature/v1").
 */
public final class CosignerKey {
    static final byte TYPE = 4;
    private static final int SIGNATURE_AT = Ed25519Key.ID_LENGTH + Long.BYTES;

    private final Ed25519Key key;

    CosignerKey(String name, byte[] bytes) {
        this(new Ed25519Key(name, TYPE, bytes));
    }

    private CosignerKey(Ed25519Key key) {
        this.key = key;
    }

    /** Reads {@code name+id+base64}. */
    public static CosignerKey parse(String text) {
        return new CosignerKey(Ed25519Key.parse(text, TYPE));
    }

    public String name() {
        return key.name();
    }

    /** When this witness cosigned the text; empty unless the line is its valid signature. */
    public Optional<Instant> cosigned(String checkpointText, SignedNote.Signature signature) {
        byte[] bytes = signature.bytes();
        if (!key.isMadeBy(signature) || bytes.length < SIGNATURE_AT) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(bytes).getLong(Ed25519Key.ID_LENGTH);
        // Zero would make no statement about time, which a witness must make.
        if (seconds <= 0 || seconds > Instant.MAX.getEpochSecond()) {
            return Optional.empty();
        }
        return key.verifies(message(seconds, checkpointText), bytes, SIGNATURE_AT)
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }

    byte[] id() {
        return key.id();
    }

    /** What a cosigner signs: who has this text has seen the log grow to it and no further. */
    static byte[] message(long seconds, String checkpointText) {
        return ("cosignature/v1\ntime " + seconds + "\n" + checkpointText)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** {@code name+id+base64}. */
    @Override
    public String toString() {
        return key.toString();
    }
}
