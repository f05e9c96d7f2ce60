package dev.sentinel.identity.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.security.Provider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses, once, who computes signatures: native AWS-LC when it loads and passes its self-tests on
 * this machine (three times the speed), else the JDK. Nothing is registered globally: the choice is
 * passed to whoever signs.
 */
public final class CryptoProvider {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProvider.class);

    private CryptoProvider() {}

    /** The provider to sign with; the log says which and, when it is the slower one, why. */
    public static Provider choose() {
        Provider jdk = Security.getProvider("SunRsaSign");
        try {
            AmazonCorrettoCryptoProvider fast = AmazonCorrettoCryptoProvider.INSTANCE;
            Throwable failure = fast.getLoadingError();
            if (failure == null && fast.runSelfTests() == SelfTestStatus.PASSED) {
                LOG.info("signing with {} {}", fast.getName(), fast.getVersionStr());
                return fast;
            }
            LOG.info("signing with the JDK: native crypto did not load ({})", reason(failure));
        } catch (LinkageError failure) {
            LOG.info("signing with the JDK: native crypto did not load ({})", reason(failure));
        }
        return jdk;
    }

    private static String reason(@org.jspecify.annotations.Nullable Throwable failure) {
        return failure == null ? "its self-tests failed" : String.valueOf(failure.getMessage());
    }
}
