package dev.sentinel.bench;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One raw signature, and its verification: the floor under the price of a token. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SignatureBenchmark {
    @Param Algorithm algorithm = Algorithm.RS256;
    @Param Providers provider = Providers.JDK;

    private final byte[] message = new byte[600];
    private byte[] signed = {};
    private Signer signer = () -> signed;
    private Verifier verifier = _ -> false;

    /** Algorithms that tokens may be signed with (RFC 7518, RFC 8037). */
    public enum Algorithm {
        RS256("RSA", 2_048, "SHA256withRSA"),
        ES256("EC", 256, "SHA256withECDSA"),
        EdDSA("Ed25519", 255, "Ed25519");

        private final String family;
        private final int bits;
        private final String signature;

        Algorithm(String family, int bits, String signature) {
            this.family = family;
            this.bits = bits;
            this.signature = signature;
        }
    }

    @Setup
    public void keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.family);
        if (algorithm != Algorithm.EdDSA) {
            generator.initialize(algorithm.bits);
        }
        KeyPair pair = generator.generateKeyPair();
        Signature signing =
                Signature.getInstance(algorithm.signature, provider.provider(algorithm.signature));
        signing.initSign(pair.getPrivate());
        Signature verifying =
                Signature.getInstance(algorithm.signature, provider.provider(algorithm.signature));
        verifying.initVerify(pair.getPublic());
        signer =
                () -> {
                    signing.update(message);
                    return signing.sign();
                };
        verifier =
                signature -> {
                    verifying.update(message);
                    return verifying.verify(signature);
                };
        signed = signer.sign();
    }

    @Benchmark
    public byte[] sign() throws GeneralSecurityException {
        return signer.sign();
    }

    @Benchmark
    public boolean verify() throws GeneralSecurityException {
        return verifier.verify(signed);
    }

    private interface Signer {
        byte[] sign() throws GeneralSecurityException;
    }

    private interface Verifier {
        boolean verify(byte[] signature) throws GeneralSecurityException;
    }
}
