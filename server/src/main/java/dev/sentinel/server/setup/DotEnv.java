package dev.sentinel.server.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The settings file of a first start, with fresh secrets in it. */
final class DotEnv {
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final SecureRandom random;

    DotEnv(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    List<Path> files() {
        return List.of(file);
    }

    void makeMissing() throws IOException {
        // The stores' addresses stay commented out: set, they would also tell `sentinel dev` to
        // use those servers instead of its own.
        PrivateFiles.create(
                file,
                """
                # Sentinel's settings; variables of the process win over this file.
                # Made by `sentinel setup`. Holds secrets: mode 600, never in git.

                # The stores that `make start` uses. `make dev` brings its own unless these are set.
                # The program runs as sentinel_app; the owner of the schemas migrates them.
                # DATABASE_URL=postgresql://sentinel_app:%s@localhost:5432/sentinel
                # MIGRATION_DATABASE_URL=postgresql://sentinel_owner:%s@localhost:5432/sentinel
                # REDIS_URL=redis://:%s@localhost:6379/0
                # Models and signed checkpoints of that database, and the key that signs them: not
                # those of the demo, which `make clean` removes.
                # OBJECT_STORE_DIR=data/objects
                # AUDIT_SIGNING_KEY_PATH=keys/audit.pem

                # The key pair that signs the first tokens.
                JWT_PRIVATE_KEY_PATH=keys/private.pem
                JWT_PUBLIC_KEY_PATH=keys/public.pem

                # What the services of the platform show each other; never sent to any other.
                SENTINEL_SERVICE_KEY=%s
                # Encrypts private keys in the database. Without it they cannot be read again.
                SENTINEL_KEK=%s
                # Goes into the hash of every credential. Without it none can be checked again.
                CREDENTIAL_PEPPER=%s
                """
                        .formatted(
                                secret(),
                                secret(),
                                secret(),
                                secret(),
                                Base64.getEncoder().encodeToString(bytes()),
                                secret()));
    }

    /** Fit for URLs, where passwords of stores stand. */
    private String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
