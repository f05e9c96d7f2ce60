package dev.sentinel.bench.proof;

import java.util.List;
import java.util.Map;

/** {@code bench/run proofs|verify|lag}: measures the audit log and prints tables. */
public final class ProofBench {
    private interface Part {
        void run(long size) throws Exception;
    }

    private static final Map<String, Part> PARTS =
            Map.of(
                    "proofs", ProofCost::print,
                    "verify", VerifySpeed::print,
                    "lag", IntegrationLag::print);

    private ProofBench() {}

    /** Arguments: the part, and how large; each has a usual size. */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        Part part = given.isEmpty() ? null : PARTS.get(given.getFirst());
        if (part == null || given.size() > 2) {
            System.err.println(
                    """
                    usage: bench/run proofs [LEAVES, 10000000]
                           bench/run verify [EVENTS, 500000]
                           bench/run lag [EVENTS A SECOND, 2000]\
                    """);
            System.exit(2);
            return;
        }
        part.run(given.size() == 2 ? Long.parseLong(given.get(1)) : 0);
        System.exit(0);
    }
}
