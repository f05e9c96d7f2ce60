package dev.sentinel.identity.token;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom we believe who a certificate is of (RFC 8705 section 2.1), by the rules of RFC 5280 section
 * 6 as the JDK knows them: signatures, times, who may issue, for what use. Lists of revoked
 * certificates are not asked: an agent is suspended, or given another subject, here.
 */
final class CertificateAuthorities {
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final int MOST_BETWEEN = 3;
    private static final int NO_AUTHORITY = -2;

    private final Set<TrustAnchor> anchors;
    private final Clock clock;

    CertificateAuthorities(List<X509Certificate> authorities, Clock clock) {
        this.anchors =
                authorities.stream()
                        .map(authority -> new TrustAnchor(authority, null))
                        .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    /** Whether one of them says, perhaps through the others that were sent, who the first is. */
    boolean vouchFor(List<X509Certificate> chain) {
        if (anchors.isEmpty()) {
            return false;
        }
        try {
            CertPathBuilder.getInstance("PKIX").build(path(chain));
            return true;
        } catch (CertPathBuilderException _) {
            return false;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("the runtime has no PKIX", impossible);
        }
    }

    private PKIXBuilderParameters path(List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        X509CertSelector client = new X509CertSelector();
        client.setCertificate(chain.getFirst());
        // A server's certificate is not its owner's leave to act as a client, nor is an
        // authority's: both stand on more machines than the one that is meant.
        client.setBasicConstraints(NO_AUTHORITY);
        client.setKeyUsage(new boolean[] {true});
        client.setExtendedKeyUsage(Set.of(FOR_CLIENTS));
        PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, client);
        path.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        path.setMaxPathLength(MOST_BETWEEN);
        path.setDate(Date.from(clock.instant()));
        path.setRevocationEnabled(false);
        return path;
    }
}
