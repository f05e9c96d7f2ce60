package dev.sentinel.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;
import java.util.List;

/** The crypto providers that are compared. */
public enum Providers {
    /** The JDK's own. */
    JDK,
    /** AWS-LC through the Amazon Corretto Crypto Provider. */
    ACCP;

    /** Those that work on this machine: ACCP brings native code, for Linux on x86-64. */
    public static List<Providers> here() {
        return AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
                ? List.of(JDK, ACCP)
                : List.of(JDK);
    }

    /** The provider itself, for a signature algorithm that it has. */
    public Provider provider(String algorithm) {
        if (this == ACCP) {
            return AmazonCorrettoCryptoProvider.INSTANCE;
        }
        Provider[] able = Security.getProviders("Signature." + algorithm);
        for (Provider provider : able) {
            if (!provider.getName().equals(AmazonCorrettoCryptoProvider.PROVIDER_NAME)) {
                return provider;
            }
        }
        throw new IllegalStateException("this JDK has no " + algorithm);
    }
}
