package dev.sentinel.client;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS with a client's certificate, from key stores. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * Shows the certificate of a key store.
     *
     * @param keys with the private key and its certificate chain
     * @param password of the private key
     * @param trusted the authorities of the server's certificate
     * @throws GeneralSecurityException when the key cannot be read with the password
     */
    public static SSLContext of(KeyStore keys, char[] password, KeyStore trusted)
            throws GeneralSecurityException {
        KeyManagerFactory shown =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, password);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }
}
