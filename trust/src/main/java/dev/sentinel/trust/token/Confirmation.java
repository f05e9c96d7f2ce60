package dev.sentinel.trust.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever presents a token must show beside it (RFC 7800, claim {@code cnf}).
 *
 * @param jkt the thumbprint of a key that signs DPoP proofs (RFC 9449 section 6.1)
 * @param certificate {@code x5t#S256}: the thumbprint of a client certificate (RFC 8705 section
 *     3.1)
 */
public record Confirmation(Optional<String> jkt, Optional<String> certificate) {
    public static final Confirmation NONE = new Confirmation(Optional.empty(), Optional.empty());

    public static Confirmation key(String jkt) {
        return new Confirmation(Optional.of(jkt), Optional.empty());
    }

    /** RFC 8705 section 3.1: the hash of the certificate's DER. */
    public static Confirmation of(X509Certificate certificate) {
        return new Confirmation(Optional.empty(), Optional.of(thumbprint(certificate)));
    }

    /** Whether what was shown on the connection, the client's own first, is what it names. */
    boolean isOf(List<X509Certificate> shown) {
        return certificate.isEmpty()
                || (!shown.isEmpty() && certificate.get().equals(thumbprint(shown.getFirst())));
    }

    /** Whether all that it asks for is among what was shown. */
    public boolean isMetBy(Confirmation shown) {
        return (jkt.isEmpty() || jkt.equals(shown.jkt))
                && (certificate.isEmpty() || certificate.equals(shown.certificate));
    }

    /** This, and the certificate beside it. */
    public Confirmation with(Optional<X509Certificate> shown) {
        return new Confirmation(jkt, shown.map(Confirmation::thumbprint).or(() -> certificate));
    }

    /** {@code x5t#S256} of a certificate. */
    public static String thumbprint(X509Certificate certificate) {
        try {
            return Sha256.base64url(certificate.getEncoded());
        } catch (CertificateEncodingException unreadable) {
            throw new IllegalArgumentException("a certificate without its DER", unreadable);
        }
    }

    /**
     * Empty when it says something that is not known here: such a token is bound to who knows what.
     */
    static Optional<Confirmation> read(JsonNode claims) {
        JsonNode cnf = claims.path("cnf");
        if (cnf.isMissingNode()) {
            return Optional.of(NONE);
        }
        Confirmation read =
                new Confirmation(
                        Optional.ofNullable(cnf.path("jkt").textValue()),
                        Optional.ofNullable(cnf.path("x5t#S256").textValue()));
        return Optional.of(read).filter(each -> !each.isNone() && each.json().size() == cnf.size());
    }

    /** Whether the token is good in anybody's hands. */
    public boolean isNone() {
        return equals(NONE);
    }

    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        jkt.ifPresent(thumbprint -> json.put("jkt", thumbprint));
        certificate.ifPresent(thumbprint -> json.put("x5t#S256", thumbprint));
        return json;
    }
}
