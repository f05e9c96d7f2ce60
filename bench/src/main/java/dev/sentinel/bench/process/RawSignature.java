package dev.sentinel.bench.process;

import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of one signature by what identity signs with: ACCP, or the JDK where ACCP does not
 * work. Counted as the token's is, by the processor and not by the wall, so that the two can be
 * divided on a machine that has other things to do.
 */
final class RawSignature {
    private static final CryptoProvider PROVIDER = CryptoProvider.fastest();
    private static final int ROUNDS = 9;
    private static final int MESSAGE = 600;
    private static final int SIGNATURES = 250;

    private RawSignature() {}

    static String provider() {
        return PROVIDER.toString();
    }

    /** Microseconds, each the mean of one round. */
    static List<Double> micros(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        Signature signature = PROVIDER.signature(algorithm);
        signature.initSign(PROVIDER.generate(algorithm).getPrivate());
        byte[] message = new byte[MESSAGE];
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
