package dev.sentinel.audit.note;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The key that signs the log's checkpoints: Ed25519, used for nothing else.
 *
 * <p>Who has it and the database can rewrite history; only a checkpoint that somebody else kept
 * then shows it. Whoever holds it must therefore not be who keeps the checkpoints.
 */
public final class NoteKey {
    private static final int ENCODED_KEY_LENGTH = 32;

    private final PrivateKey privateKey;
    private final NotePublicKey publicKey;
    private final Ed25519 signatures;

    /** Makes signature objects of Ed25519 that have no key yet. */
    public interface Ed25519 {
        Signature get() throws GeneralSecurityException;
    }

    private NoteKey(PrivateKey privateKey, NotePublicKey publicKey, Ed25519 signatures) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.signatures = signatures;
    }

    /** A new key of this name; the name is the origin of the log. */
    public static NoteKey generate(String name, SecureRandom random) {
        byte[] seed = new byte[ENCODED_KEY_LENGTH];
        random.nextBytes(seed);
        return of(name, pair(seed).getPrivate());
    }

    /** Reads a PKCS#8 PEM file ({@code openssl genpkey -algorithm ed25519}). */
    public static NoteKey fromPem(String name, String pem) {
        String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            byte[] encoded = Base64.getDecoder().decode(body);
            return of(
                    name,
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // The cause may quote the key.
            throw new IllegalArgumentException(
                    "the audit key is not an Ed25519 private key in PKCS#8 PEM");
        }
    }

    /** The same key, which signs by these: native code takes a fiftieth of the JDK's time. */
    public NoteKey signingBy(Ed25519 faster) {
        return new NoteKey(privateKey, publicKey, faster);
    }

    /** This key as PKCS#8 PEM, for a file that only the program may read. */
    public String toPem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(privateKey.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    public NotePublicKey publicKey() {
        return publicKey;
    }

    /** The text with this key's signature. */
    public SignedNote sign(String text) {
        byte[] signed = signed(text.getBytes(StandardCharsets.UTF_8));
        return new SignedNote(text, List.of(line(publicKey.id(), new byte[0], signed)));
    }

    /** The key under which {@link #cosign} signs: the same one, of another type. */
    public CosignerKey cosignerKey() {
        return new CosignerKey(publicKey.name(), point(privateKey));
    }

    /** That this key's holder has seen this checkpoint at this time (C2SP tlog-cosignature). */
    public SignedNote.Signature cosign(String checkpointText, Instant at) {
        long seconds = at.getEpochSecond();
        byte[] signed = signed(CosignerKey.message(seconds, checkpointText));
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(seconds).array();
        return line(cosignerKey().id(), time, signed);
    }

    private SignedNote.Signature line(byte[] id, byte[] time, byte[] signed) {
        byte[] blob =
                ByteBuffer.allocate(id.length + time.length + signed.length)
                        .put(id)
                        .put(time)
                        .put(signed)
                        .array();
        return new SignedNote.Signature(publicKey.name(), Base64.getEncoder().encodeToString(blob));
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signature = signatures.get();
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the audit key cannot sign", failure);
        }
    }

    private static NoteKey of(String name, PrivateKey privateKey) {
        NoteKey key =
                new NoteKey(
                        privateKey,
                        new NotePublicKey(name, point(privateKey)),
                        () -> Signature.getInstance("Ed25519"));
        if (!key.publicKey.signed(key.sign("self-test\n"))) {
            throw new IllegalStateException("the audit key does not verify its own signature");
        }
        return key;
    }

    /** The 32 bytes of the public key. */
    private static byte[] point(PrivateKey privateKey) {
        byte[] seed =
                ((EdECPrivateKey) privateKey)
                        .getBytes()
                        .orElseThrow(() ->
                                new IllegalArgumentException("the audit key is not readable"));
        byte[] x509 = pair(seed).getPublic().getEncoded();
        return Arrays.copyOfRange(x509, x509.length - ENCODED_KEY_LENGTH, x509.length);
    }

    /**
     * The pair that this seed makes (RFC 8032 §5.1.5). The JDK has no way from a private to its
     * public key but its generator, which takes its 32 random bytes as the seed; other providers
     * may not, so the JDK's is named, and {@link #of} checks the result.
     */
    private static KeyPair pair(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
            generator.initialize(255, new FixedRandom(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    private static final class FixedRandom extends SecureRandom {
        @Serial private static final long serialVersionUID = 1L;
        private final byte[] seed;

        FixedRandom(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
