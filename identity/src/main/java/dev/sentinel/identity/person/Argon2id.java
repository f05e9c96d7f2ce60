package dev.sentinel.identity.person;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * One password's hash (RFC 9106), with all that is needed to check it: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$tag}, as every other implementation writes it.
 */
final class Argon2id {
    static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int memoryKib;
    private final int iterations;
    private final int lanes;
    private final byte[] salt;
    private final byte[] tag;

    private Argon2id(int memoryKib, int iterations, int lanes, byte[] salt, byte[] tag) {
        this.memoryKib = memoryKib;
        this.iterations = iterations;
        this.lanes = lanes;
        this.salt = salt;
        this.tag = tag;
    }

    /** Of the cost of all others, and of no password: it is never made, only checked. */
    static Argon2id ofNobody(SecureRandom random, HashConfig config) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] tag = new byte[TAG_BYTES];
        random.nextBytes(salt);
        random.nextBytes(tag);
        return new Argon2id(config.memoryKib(), config.iterations(), 1, salt, tag);
    }

    static Argon2id of(String password, byte[] salt, HashConfig config) {
        return new Argon2id(
                config.memoryKib(),
                config.iterations(),
                1,
                salt,
                tag(password, config.memoryKib(), config.iterations(), 1, salt, TAG_BYTES));
    }

    /** Reads what is stored; a form that is not known here is a fault of ours. */
    static Argon2id parse(String phc) {
        Matcher parts = FORM.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalStateException("a password hash is not Argon2id in PHC form");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new Argon2id(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                base64.decode(parts.group(4)),
                base64.decode(parts.group(5)));
    }

    /** In constant time. */
    boolean matches(String password) {
        return MessageDigest.isEqual(
                tag, tag(password, memoryKib, iterations, lanes, salt, tag.length));
    }

    boolean isWeakerThan(HashConfig config) {
        return memoryKib < config.memoryKib() || iterations < config.iterations();
    }

    String phc() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        memoryKib,
                        iterations,
                        lanes,
                        base64.encodeToString(salt),
                        base64.encodeToString(tag));
    }

    private static byte[] tag(
            String password, int memoryKib, int iterations, int lanes, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(iterations)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] text = password.getBytes(StandardCharsets.UTF_8);
        byte[] made = new byte[length];
        generator.generateBytes(text, made);
        Arrays.fill(text, (byte) 0);
        return made;
    }
}
