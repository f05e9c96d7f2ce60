package dev.sentinel.server.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {
    private static final Setup setup = new Setup(new SecureRandom());

    @TempDir static Path prepared;

    private static SetupReport first;

    @TempDir Path directory;

    @BeforeAll
    static void prepareOnce() {
        first = setup.run(prepared);
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(prepared)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = directory.resolve(prepared.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void makesEverythingOnceAndLeavesItAfterwards() throws IOException {
        List<String> before = contents();
        SetupReport second = setup.run(directory);

        assertThat(names(prepared, first.made()))
                .containsExactly(
                        "keys/private.pem",
                        "keys/public.pem",
                        "keys/tls/ca.crt",
                        "keys/tls/ca.key",
                        "keys/tls/server.crt",
                        "keys/tls/server.key",
                        ".env");
        assertThat(first.left()).isEmpty();
        assertThat(second.made()).isEmpty();
        assertThat(names(directory, second.left())).isEqualTo(names(prepared, first.made()));
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void onlyTheOwnerMayReadWhatIsSecret() throws IOException {
        for (String file :
                List.of("keys/private.pem", "keys/tls/ca.key", "keys/tls/server.key", ".env")) {
            assertThat(Files.getPosixFilePermissions(directory.resolve(file)))
                    .as(file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void theServerCertificateIsSignedByTheAuthority() throws Exception {
        X509Certificate authority = certificate("keys/tls/ca.crt");
        X509Certificate server = certificate("keys/tls/server.crt");
        server.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isNotNegative();
        assertThat(server.getSubjectX500Principal().getName()).isEqualTo("CN=sentinel-internal");
        assertThat(server.getSubjectAlternativeNames().toString())
                .contains("localhost", "postgres", "redis", "127.0.0.1");
    }

    @Test
    void aLostPublicKeyIsMadeFromThePrivateOne() throws IOException {
        Path publicKey = directory.resolve("keys/public.pem");
        String original = Files.readString(publicKey);
        Files.delete(publicKey);

        SetupReport again = setup.run(directory);

        assertThat(again.made()).containsExactly(publicKey);
        assertThat(publicKey).hasContent(original);
    }

    @Test
    void aHalfSetOfTlsFilesIsRefusedAndKept() throws IOException {
        Files.delete(directory.resolve("keys/tls/server.key"));

        assertThatThrownBy(() -> setup.run(directory))
                .isInstanceOf(SetupFailure.class)
                .hasMessageContaining("is incomplete");
        assertThat(directory.resolve("keys/tls/ca.key")).exists();
    }

    /** Set, they would be the demo's, too; not named, the log would meet the demo's checkpoints. */
    @Test
    void whatBelongsToADatabaseWaitsToBeUncommented() throws IOException {
        assertThat(Files.readAllLines(directory.resolve(".env")))
                .contains("# OBJECT_STORE_DIR=data/objects")
                .contains("# AUDIT_SIGNING_KEY_PATH=keys/audit.pem");
    }

    @Test
    void noTwoDirectoriesShareASecret(@TempDir Path other) throws IOException {
        setup.run(other);

        assertThat(Files.readString(directory.resolve(".env")))
                .isNotEqualTo(Files.readString(other.resolve(".env")));
        assertThat(Files.readString(directory.resolve("keys/private.pem")))
                .isNotEqualTo(Files.readString(other.resolve("keys/private.pem")));
    }

    private static List<String> names(Path directory, List<Path> files) {
        return files.stream().map(file -> directory.relativize(file).toString()).toList();
    }

    private List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.add(file + "\n" + Files.readString(file));
            }
        }
        return contents;
    }

    private X509Certificate certificate(String file) throws IOException, CertificateException {
        try (InputStream stream = Files.newInputStream(directory.resolve(file))) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }
}
