package dev.sentinel.server.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/**
 * An internal certificate authority and one server certificate, for stores and listeners inside.
 *
 * <p>The JDK has no public way to make certificates but {@code keytool}, so that runs, on a
 * temporary key store.
 */
final class TlsFiles {
    private static final String DAYS = "3650";
    private static final String PASSWORD = "temporary";

    private final Path directory;

    TlsFiles(Path directory) {
        this.directory = directory;
    }

    List<Path> files() {
        return List.of(file("ca.crt"), file("ca.key"), file("server.crt"), file("server.key"));
    }

    void makeMissing() throws IOException {
        List<Path> existing = files().stream().filter(Files::exists).toList();
        if (!existing.isEmpty()) {
            // A certificate must fit its key and its authority: none is made for half of a set.
            throw new SetupFailure(
                    directory
                            + " is incomplete, it holds only "
                            + existing
                            + ": remove it to have all made anew");
        }
        PrivateFiles.createDirectories(directory);
        Path store = Files.createTempFile(directory, ".making-", ".p12");
        Files.delete(store);
        try {
            keytool(
                    store,
                    "ca",
                    "CN=Sentinel Internal CA",
                    "-ext",
                    "bc:critical=ca:true",
                    "-ext",
                    "ku:critical=keyCertSign,cRLSign");
            keytool(
                    store,
                    "server",
                    "CN=sentinel-internal",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:localhost,dns:postgres,dns:redis,ip:127.0.0.1",
                    "-ext",
                    "eku=serverAuth,clientAuth");
            export(store);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private void export(Path store) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            for (String alias : List.of("ca", "server")) {
                Key key = keys.getKey(alias, PASSWORD.toCharArray());
                PrivateFiles.create(
                        file(alias + ".key"), Pem.encode(Pem.PRIVATE_KEY, key.getEncoded()));
                Files.writeString(
                        file(alias + ".crt"),
                        Pem.encode(Pem.CERTIFICATE, keys.getCertificate(alias).getEncoded()));
            }
        } catch (GeneralSecurityException failure) {
            throw new SetupFailure("keytool made a key store that does not read", failure);
        }
    }

    private static void keytool(Path store, String alias, String name, String... more)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", name, "-validity", DAYS));
        command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new SetupFailure("keytool failed: " + output.strip());
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new SetupFailure("interrupted while keytool ran", interruption);
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
