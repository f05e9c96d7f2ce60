package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Seals private keys for the database in envelopes: each under a data key of its own, and that
 * under the key-encryption key {@code SENTINEL_KEK}. Both layers are bound to the key's id and to
 * what it is for, so that an envelope moved to another row or purpose does not open.
 *
 * <p>Another key-encryption key needs only the data key wrapped anew; meanwhile the previous one
 * still opens.
 *
 * <p>Form: version (1 byte) ‖ id of the key-encryption key (8) ‖ length (2) and wrapped data key ‖
 * sealed private key.
 */
public final class KeySealer {
    private static final byte VERSION = 2;
    private static final String SIGNING = "signing key";

    private final Kek current;
    private final List<Kek> all;
    private final String purpose;
    private final SecureRandom random;

    /**
     * Seals signing keys under one key-encryption key, opens what any of them sealed.
     *
     * @throws IllegalArgumentException when one of them is not 32 bytes in base64
     */
    public KeySealer(Secret kek, List<Secret> previous, SecureRandom random) {
        this(kek, previous, SIGNING, random);
    }

    /** As the other one, for another kind of secret: {@code purpose} names it, in the singular. */
    public KeySealer(Secret kek, List<Secret> previous, String purpose, SecureRandom random) {
        this.purpose = purpose;
        this.current = new Kek(kek);
        this.all = Stream.concat(Stream.of(current), previous.stream().map(Kek::new)).toList();
        this.random = random;
    }

    /** Sealed, to be opened under the same id only. */
    public byte[] seal(String kid, byte[] plain) {
        byte[] dataKey = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(dataKey);
        try {
            byte[] wrapped = current.wrap(dataKey, bound("data key of ", kid), random);
            byte[] sealed = AesGcm.seal(dataKey, plain, bound("", kid), random);
            return new Envelope(current.id(), wrapped, sealed).bytes();
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** Fails loudly under another key: without its keys identity cannot serve. */
    public byte[] open(String kid, byte[] envelope) {
        Envelope parts = Envelope.of(kid, envelope);
        try {
            return AesGcm.open(dataKey(kid, parts), parts.sealed, bound("", kid));
        } catch (GeneralSecurityException wrong) {
            throw foreign(kid, wrong);
        }
    }

    /** The same under the current key-encryption key; empty when it is already. */
    public Optional<byte[]> rewrapped(String kid, byte[] envelope) {
        Envelope parts = Envelope.of(kid, envelope);
        if (Arrays.equals(parts.kek, current.id())) {
            return Optional.empty();
        }
        byte[] wrapped = current.wrap(dataKey(kid, parts), bound("data key of ", kid), random);
        return Optional.of(new Envelope(current.id(), wrapped, parts.sealed).bytes());
    }

    /** The id of the key-encryption key that opens it, in hexadecimal. */
    static String kekOf(String kid, byte[] envelope) {
        return HexFormat.of().formatHex(Envelope.of(kid, envelope).kek);
    }

    /** The id of the key that seals now, as it stands in what it has sealed. */
    public byte[] currentKek() {
        return current.id();
    }

    private byte[] dataKey(String kid, Envelope parts) {
        Kek kek =
                all.stream()
                        .filter(each -> Arrays.equals(each.id(), parts.kek))
                        .findFirst()
                        .orElseThrow(() -> foreign(kid, null));
        try {
            return kek.unwrap(parts.wrapped, bound("data key of ", kid));
        } catch (GeneralSecurityException wrong) {
            throw foreign(kid, wrong);
        }
    }

    private byte[] bound(String layer, String kid) {
        return (layer + "sentinel " + purpose + " " + kid).getBytes(StandardCharsets.UTF_8);
    }

    private IllegalStateException foreign(String kid, @Nullable GeneralSecurityException cause) {
        return new IllegalStateException(
                purpose
                        + " "
                        + kid
                        + " does not open: is the key that it was sealed under SENTINEL_KEK, or in"
                        + " SENTINEL_KEK_PREVIOUS?",
                cause);
    }

    private static final class Envelope {
        private final byte[] kek;
        private final byte[] wrapped;
        private final byte[] sealed;

        Envelope(byte[] kek, byte[] wrapped, byte[] sealed) {
            this.kek = kek;
            this.wrapped = wrapped;
            this.sealed = sealed;
        }

        static Envelope of(String kid, byte[] bytes) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            try {
                if (rest.get() != VERSION) {
                    throw new IllegalStateException(kid + " is sealed in an unknown form");
                }
                byte[] kek = take(rest, Kek.ID_BYTES);
                byte[] wrapped = take(rest, rest.getShort());
                return new Envelope(kek, wrapped, take(rest, rest.remaining()));
            } catch (BufferUnderflowException | NegativeArraySizeException _) {
                throw new IllegalStateException(kid + " is sealed, and damaged");
            }
        }

        private static byte[] take(ByteBuffer from, int length) {
            byte[] taken = new byte[length];
            from.get(taken);
            return taken;
        }

        byte[] bytes() {
            return ByteBuffer.allocate(1 + Kek.ID_BYTES + 2 + wrapped.length + sealed.length)
                    .put(VERSION)
                    .put(kek)
                    .putShort((short) wrapped.length)
                    .put(wrapped)
                    .put(sealed)
                    .array();
        }
    }
}
