package dev.sentinel.identity.testing;

import dev.sentinel.base.testing.CertifiedKey;
import dev.sentinel.identity.token.CertificateConfig;
import dev.sentinel.web.ListenerTls;
import dev.sentinel.web.Networks;
import java.util.List;
import java.util.Optional;

/**
 * A listener of identity that asks for certificates.
 *
 * @param authority whose certificates authenticate clients by name, and are the server's
 * @param proxies who may hand certificates over, at the usual listener
 */
public record TestTls(CertifiedKey authority, CertifiedKey server, Networks proxies) {
    /** Where callers reach it, as it thinks. */
    public static final String ADDRESS = "https://mtls.identity.test";

    public static TestTls of(CertifiedKey authority) {
        return new TestTls(authority, authority.server(), Networks.NONE);
    }

    public TestTls behind(String networks) {
        return new TestTls(authority, server, Networks.parse(networks));
    }

    CertificateConfig config() {
        return new CertificateConfig(true, Optional.of(ADDRESS), List.of(authority.certificate()));
    }

    ListenerTls listener() {
        return new ListenerTls(server.certificatesPem(), server.keyPem())
                .alsoTls12()
                .askingClients();
    }
}
