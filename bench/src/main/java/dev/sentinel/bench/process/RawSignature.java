package dev.sentinel.bench.process;

import dev.sentinel.bench.Providers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of one RS256 signature with a key of 2,048 bits by what identity signs with: ACCP,
 * or the JDK where ACCP does not work. Counted as the token's is, by the processor and not by the
 * wall, so that the two can be divided on a machine that has other things to do.
 */
final class RawSignature {
    private static final String ALGORITHM = "SHA256withRSA";
    private static final int ROUNDS = 9;
    private static final int SIGNATURES = 250;

    private RawSignature() {}

    static Providers provider() {
        return Providers.here().getLast();
    }

    /** Microseconds, each the mean of one round. */
    static List<Double> micros() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        Signature signature = Signature.getInstance(ALGORITHM, provider().provider(ALGORITHM));
        signature.initSign(generator.generateKeyPair().getPrivate());
        byte[] message = new byte[600];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long from = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < SIGNATURES; i++) {
                signature.update(message);
                signature.sign();
            }
            double micros = (threads.getCurrentThreadCpuTime() - from) / 1_000.0 / SIGNATURES;
            // The first round loads classes and fills caches.
            if (round > 0) {
                rounds.add(micros);
            }
        }
        return rounds;
    }
}
