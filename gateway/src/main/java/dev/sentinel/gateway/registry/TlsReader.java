package dev.sentinel.gateway.registry;

import dev.sentinel.base.secret.PemKey;
import dev.sentinel.base.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code tls:} of a service, with the files that it names. What is wrong in those is found
 * here: a certificate that is renewed before its key would else end the calls in between.
 */
final class TlsReader {
    private static final long LARGEST_FILE = 1024 * 1024;
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----");
    private static final Pattern OTHER_KEY =
            Pattern.compile("-----BEGIN (RSA|EC) PRIVATE KEY-----");

    private final YamlMap map;
    private final List<Path> files = new ArrayList<>();

    private TlsReader(YamlMap map) {
        this.map = map;
    }

    static ClientTls read(YamlMap map) {
        return new TlsReader(map).read();
    }

    private ClientTls read() {
        Optional<String> authorities = file("ca");
        Optional<String> certificate = file("certificate");
        Optional<String> key = file("key");
        if (map.text("certificate").isPresent() != map.text("key").isPresent()) {
            map.refuse("certificate and key belong together");
        }
        authorities.ifPresent(pem -> certified(pem, "ca"));
        Optional<PublicKey> certified = certificate.flatMap(pem -> certified(pem, "certificate"));
        if (key.isPresent() && certified.isPresent() && !isPair(certified.get(), key.get())) {
            map.refuse("key", "names a file without the certificate's key, unencrypted, in PEM");
        }
        map.refuseUnknown();
        return new ClientTls(authorities, certificate, key.map(Secret::new), files);
    }

    private Optional<String> file(String key) {
        Optional<Path> named = map.text(key).map(Path::of);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        files.add(named.get());
        try {
            if (Files.size(named.get()) <= LARGEST_FILE) {
                return Optional.of(Files.readString(named.get(), StandardCharsets.ISO_8859_1));
            }
            map.refuse(key, "names a file of more than a MiB");
        } catch (IOException unreadable) {
            map.refuse(key, "names a file that cannot be read");
        }
        return Optional.empty();
    }

    /** The key that the first certificate is about; a file may hold a key beside them. */
    private Optional<PublicKey> certified(String text, String key) {
        String pem =
                CERTIFICATE
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining("\n"));
        try {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            pem.getBytes(StandardCharsets.ISO_8859_1)));
            if (!read.isEmpty()) {
                return Optional.of(read.iterator().next().getPublicKey());
            }
        } catch (CertificateException _) {
            // Falls through to the one message.
        }
        map.refuse(key, "names a file without certificates in PEM");
        return Optional.empty();
    }

    /** Of older kinds of file only that there is a key: the JDK does not read them. */
    private static boolean isPair(PublicKey certified, String key) {
        if (!PKCS8.matcher(key).find()) {
            return OTHER_KEY.matcher(key).find();
        }
        return PemKey.read(key, certified.getAlgorithm())
                .filter(read -> PemKey.isPair(certified, read))
                .isPresent();
    }
}
