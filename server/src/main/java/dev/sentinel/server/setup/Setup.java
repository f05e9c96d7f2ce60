package dev.sentinel.server.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a directory for {@code sentinel serve}:
 *
 * <ul>
 *   <li>{@code keys/private.pem}, {@code keys/public.pem}: the RSA-2048 pair that signs tokens;
 *   <li>{@code keys/tls/}: an internal authority and a server certificate, self-signed, ten years;
 *   <li>{@code .env}: the settings, with random secrets.
 * </ul>
 *
 * <p>Private files have mode 600 from the moment they exist. May be run any number of times.
 */
public final class Setup {
    private final SecureRandom random;

    public Setup(SecureRandom random) {
        this.random = random;
    }

    /** Makes what is missing below the directory. */
    public SetupReport run(Path directory) {
        Path keys = directory.resolve("keys");
        List<Path> made = new ArrayList<>();
        List<Path> left = new ArrayList<>();
        try {
            PrivateFiles.createDirectories(keys);
            for (Preparation part : parts(keys, directory.resolve(".env"))) {
                List<Path> existing = part.files().stream().filter(Files::exists).toList();
                left.addAll(existing);
                if (existing.size() < part.files().size()) {
                    part.make().missing();
                    part.files().stream()
                            .filter(file -> !existing.contains(file))
                            .forEach(made::add);
                }
            }
            return new SetupReport(made, left);
        } catch (IOException failure) {
            throw new SetupFailure("cannot write below " + directory, failure);
        }
    }

    private List<Preparation> parts(Path keys, Path dotEnv) {
        SigningKeys signing = new SigningKeys(keys, random);
        TlsFiles tls = new TlsFiles(keys.resolve("tls"));
        DotEnv environment = new DotEnv(dotEnv, random);
        return List.of(
                new Preparation(signing.files(), signing::makeMissing),
                new Preparation(tls.files(), tls::makeMissing),
                new Preparation(environment.files(), environment::makeMissing));
    }

    private record Preparation(List<Path> files, Making make) {}

    private interface Making {
        void missing() throws IOException;
    }
}
