package dev.sentinel.gateway.credential;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory with a file for each credential, as a mounted secret has it: {@code NAME} holds
 * {@code user:password} on its first line.
 */
record FileCredentials(Path directory) implements CredentialSource {
    @Override
    public Optional<BasicCredential> read(String name) {
        try {
            String line = Files.readString(directory.resolve(name)).lines().findFirst().orElse("");
            int colon = line.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(
                            BasicCredential.of(
                                    new Secret(line.substring(0, colon)),
                                    new Secret(line.substring(colon + 1))));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new Unavailable("the file of a credential", unreadable);
        }
    }

    @Override
    public String place(String name) {
        return directory.resolve(name) + ", with user:password in it";
    }
}
