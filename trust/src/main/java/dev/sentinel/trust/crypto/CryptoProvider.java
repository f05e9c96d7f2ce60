package dev.sentinel.trust.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes signatures: native AWS-LC when it loads and passes its self-tests on this machine
 * (three to sixty times the speed), else the JDK. Nothing is registered globally: only who asks
 * here is served by it.
 */
public final class CryptoProvider {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProvider.class);
    private static final CryptoProvider JDK = new CryptoProvider(Optional.empty());
    private static final int RSA_BITS = 2_048;

    private final Optional<Provider> provider;

    private CryptoProvider(Optional<Provider> provider) {
        this.provider = provider;
    }

    /** The fastest that works here; found once in the life of a process. */
    public static CryptoProvider fastest() {
        return Fastest.CHOSEN;
    }

    /** The JDK's own. */
    public static CryptoProvider jdk() {
        return JDK;
    }

    /** A signature object that has no key yet. */
    public Signature signature(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        return provider.isPresent()
                ? Signature.getInstance(algorithm.signature(), provider.get())
                : Signature.getInstance(algorithm.signature());
    }

    /**
     * Whether a signature takes some tens of microseconds, as long as a request takes beside it; an
     * RSA signature takes hundreds of them, and so does any of the JDK's.
     */
    public boolean signsQuickly(SignatureAlgorithm algorithm) {
        return provider.isPresent() && algorithm != SignatureAlgorithm.RS256;
    }

    /** A new pair of keys, as the JDK encodes them: RSA with 2048 bits, P-256 or Ed25519. */
    public KeyPair generate(SignatureAlgorithm algorithm) {
        try {
            KeyPairGenerator generator = generator(algorithm);
            switch (algorithm) {
                case RS256 -> generator.initialize(RSA_BITS);
                case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case EDDSA -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("no " + algorithm.family() + " keys from " + this, bug);
        }
    }

    private KeyPairGenerator generator(SignatureAlgorithm algorithm)
            throws NoSuchAlgorithmException {
        // Only RSA takes long enough to make to be worth the native one.
        return provider.isPresent() && algorithm == SignatureAlgorithm.RS256
                ? KeyPairGenerator.getInstance(algorithm.family(), provider.get())
                : KeyPairGenerator.getInstance(algorithm.family());
    }

    @Override
    public String toString() {
        return provider.map(fast -> fast.getName() + " " + fast.getVersionStr()).orElse("the JDK");
    }

    /** Loaded, with its native code, when first asked for. */
    private static final class Fastest {
        private static final CryptoProvider CHOSEN = choose();

        private static CryptoProvider choose() {
            try {
                AmazonCorrettoCryptoProvider fast = AmazonCorrettoCryptoProvider.INSTANCE;
                Throwable failure = fast.getLoadingError();
                if (failure == null && fast.runSelfTests() == SelfTestStatus.PASSED) {
                    CryptoProvider chosen = new CryptoProvider(Optional.of(fast));
                    LOG.info("signatures by {}", chosen);
                    return chosen;
                }
                LOG.info("signatures by the JDK: native crypto did not load ({})", reason(failure));
            } catch (LinkageError failure) {
                LOG.info("signatures by the JDK: native crypto did not load ({})", reason(failure));
            }
            return JDK;
        }

        private static String reason(@Nullable Throwable failure) {
            return failure == null ? "its self-tests failed" : String.valueOf(failure.getMessage());
        }
    }
}
