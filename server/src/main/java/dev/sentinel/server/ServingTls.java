package dev.sentinel.server;

import dev.sentinel.base.config.Settings;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where this process ends TLS itself on the usual ports. Elsewhere a proxy does, or nobody.
 *
 * @param gateway {@code GATEWAY_TLS_CERTIFICATE_PATH}, {@code GATEWAY_TLS_PRIVATE_KEY_PATH}
 * @param identity {@code IDENTITY_TLS_CERTIFICATE_PATH}, {@code IDENTITY_TLS_PRIVATE_KEY_PATH}
 * @param identityHsts for how many seconds browsers must come to identity by TLS only; the gateway
 *     has an edge of its own
 */
record ServingTls(
        Optional<ServerCertificate> gateway,
        Optional<ServerCertificate> identity,
        OptionalLong identityHsts) {
    private static final long YEAR_SECONDS = 31_536_000;

    /** {@code TLS_MIN_VERSION} is for both. Half of a pair is a problem. */
    static ServingTls of(Settings settings, boolean production) {
        boolean older =
                settings.parsed(ServingTls::isOlder, "TLS_MIN_VERSION").orElse(Boolean.FALSE);
        Optional<ServerCertificate> identity = certificate(settings, "IDENTITY", older);
        return new ServingTls(
                certificate(settings, "GATEWAY", older),
                identity,
                production && identity.isPresent()
                        ? OptionalLong.of(
                                settings.number(
                                        YEAR_SECONDS,
                                        0,
                                        10 * YEAR_SECONDS,
                                        "SECURITY_HSTS_MAX_AGE"))
                        : OptionalLong.empty());
    }

    /** How an address of the listener begins. */
    static String scheme(Optional<ServerCertificate> certificate) {
        return certificate.isPresent() ? "https://" : "http://";
    }

    private static boolean isOlder(String version) {
        return switch (version) {
            case "1.3" -> false;
            case "1.2" -> true;
            default -> throw new IllegalArgumentException("is '" + version + "': use 1.3 or 1.2");
        };
    }

    private static Optional<ServerCertificate> certificate(
            Settings settings, String role, boolean older) {
        String certificateName = role + "_TLS_CERTIFICATE_PATH";
        String keyName = role + "_TLS_PRIVATE_KEY_PATH";
        Optional<String> certificate = settings.text(certificateName);
        Optional<String> key = settings.text(keyName);
        if (certificate.isPresent() && key.isPresent()) {
            return settings.parsed(
                    file ->
                            ServerCertificate.in(
                                    file, key.get(), tls -> older ? tls.alsoTls12() : tls),
                    certificateName);
        }
        if (certificate.isPresent()) {
            settings.problem(keyName, "is not set, though " + certificateName + " is");
        }
        if (key.isPresent()) {
            settings.problem(certificateName, "is not set, though " + keyName + " is");
        }
        return Optional.empty();
    }
}
