package dev.sentinel.base.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private key with its certificate, and those above it but the root, made when a test asks: EC
 * P-256, good for an hour.
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
    private static final char[] PASSWORD = "for tests".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    public CertifiedKey {
        chain = List.copyOf(chain);
    }

    /** What a certificate may be used for, and when. */
    public record Terms(Instant from, Instant until, Consumer<X509v3CertificateBuilder> uses) {}

    /** A root of its own. */
    public static CertifiedKey authority(String name) {
        KeyPair pair = pair();
        return new CertifiedKey(
                List.of(made(name, pair, name, pair.getPrivate(), now(authorities()))),
                pair.getPrivate());
    }

    /** Vouched for by nobody but itself. */
    public static CertifiedKey selfSigned(String name) {
        return selfSigned(name, now(clients()));
    }

    public static CertifiedKey selfSigned(String name, Terms terms) {
        KeyPair pair = pair();
        return new CertifiedKey(
                List.of(made(name, pair, name, pair.getPrivate(), terms)), pair.getPrivate());
    }

    /** A client's, of this authority. */
    public CertifiedKey client(String name) {
        return issued(name, now(clients()));
    }

    /** A server's, of this authority, at 127.0.0.1 and localhost. */
    public CertifiedKey server() {
        return issued("CN=server", now(servers()));
    }

    /** An authority below this one. */
    public CertifiedKey subordinate(String name) {
        return issued(name, now(authorities()));
    }

    public CertifiedKey issued(String name, Terms terms) {
        KeyPair pair = pair();
        List<X509Certificate> above = new ArrayList<>();
        String issuer = certificate().getSubjectX500Principal().getName();
        above.add(made(name, pair, issuer, key, terms));
        boolean root =
                certificate()
                        .getSubjectX500Principal()
                        .equals(certificate().getIssuerX500Principal());
        if (!root) {
            above.addAll(chain);
        }
        return new CertifiedKey(above, pair.getPrivate());
    }

    public static Terms now(Consumer<X509v3CertificateBuilder> uses) {
        Instant now = Instant.now();
        return new Terms(now.minus(Duration.ofMinutes(5)), now.plus(Duration.ofHours(1)), uses);
    }

    /** Good until five minutes ago. */
    public static Terms past(Consumer<X509v3CertificateBuilder> uses) {
        Instant now = Instant.now();
        return new Terms(now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(5)), uses);
    }

    public static Consumer<X509v3CertificateBuilder> clients() {
        return uses(KeyPurposeId.id_kp_clientAuth);
    }

    public static Consumer<X509v3CertificateBuilder> servers() {
        return uses(KeyPurposeId.id_kp_serverAuth);
    }

    public static Consumer<X509v3CertificateBuilder> authorities() {
        return certificate -> {
            add(certificate, Extension.basicConstraints, new BasicConstraints(true));
            add(certificate, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign));
        };
    }

    private static Consumer<X509v3CertificateBuilder> uses(KeyPurposeId purpose) {
        return certificate -> {
            add(certificate, Extension.basicConstraints, new BasicConstraints(false));
            add(certificate, Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
            add(certificate, Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
            add(
                    certificate,
                    Extension.subjectAlternativeName,
                    new GeneralNames(
                            new GeneralName[] {
                                new GeneralName(GeneralName.dNSName, "localhost"),
                                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                            }));
        };
    }

    private static void add(
            X509v3CertificateBuilder certificate,
            org.bouncycastle.asn1.ASN1ObjectIdentifier name,
            org.bouncycastle.asn1.ASN1Encodable value) {
        try {
            certificate.addExtension(name, true, value);
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate made(
            String subject, KeyPair pair, String issuer, PrivateKey signer, Terms terms) {
        try {
            X509v3CertificateBuilder certificate =
                    new JcaX509v3CertificateBuilder(
                            new X500Principal(issuer),
                            new BigInteger(64, RANDOM),
                            Date.from(terms.from()),
                            Date.from(terms.until()),
                            new X500Principal(subject),
                            pair.getPublic());
            terms.uses().accept(certificate);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            certificate.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** TLS that shows this one and trusts an authority. */
    public SSLContext showing(CertifiedKey authority) {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(PASSWORD), PASSWORD);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trusted(authority).getTrustManagers(), RANDOM);
            return tls;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** TLS that shows nothing and trusts this authority. */
    public SSLContext showingNothing() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trusted(this).getTrustManagers(), RANDOM);
            return tls;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static TrustManagerFactory trusted(CertifiedKey authority)
            throws GeneralSecurityException {
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority.trustStore());
        return trust;
    }

    /** With the key and its chain. */
    public KeyStore keyStore(char[] password) {
        KeyStore store = empty();
        try {
            store.setKeyEntry("key", key, password, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** With the certificate, as one to trust. */
    public KeyStore trustStore() {
        KeyStore store = empty();
        try {
            store.setCertificateEntry("authority", certificate());
            return store;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KeyStore empty() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The chain in PEM. */
    public String certificatesPem() {
        StringBuilder pem = new StringBuilder();
        chain.forEach(each -> pem.append(pem("CERTIFICATE", der(each))));
        return pem.toString();
    }

    /** The private key in PEM. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(der),
                        label);
    }

    /** The certificate as RFC 9440 writes it. */
    public String header() {
        return ":" + x5c() + ":";
    }

    /** The certificate as a JWK carries it (RFC 7517 section 4.7). */
    public String x5c() {
        return Base64.getEncoder().encodeToString(der(certificate()));
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
