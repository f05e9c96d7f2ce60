package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a token costs the process that issues it, beside one raw signature of the same minute, and
 * whether it matters how many agents there are.
 *
 * <p>Rounds take turns: one, a thousand, fifty thousand agents, then again, so that a machine that
 * slows down slows all of them.
 */
public final class TokenCost {
    private static final List<Integer> AGENTS = List.of(1, 1_000, 50_000);
    private static final int ROUNDS = 5;
    private static final String RAW = "one raw signature";

    private final Path home;
    private final Consumer<String> progress;
    private final List<Figure> figures = new ArrayList<>();

    private TokenCost(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /**
     * Measures, in four to ten minutes.
     *
     * @param home the checkout, built
     * @param progress is told what begins
     */
    public static List<Figure> measure(Path home, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        TokenCost cost = new TokenCost(home, progress);
        cost.measure(SignatureAlgorithm.RS256, AGENTS);
        for (SignatureAlgorithm other :
                List.of(SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA)) {
            cost.measure(other, List.of(1_000));
        }
        return cost.figures;
    }

    private void measure(SignatureAlgorithm algorithm, List<Integer> loads)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (Stage stage = Stage.make();
                IdentityChild identity = IdentityChild.start(home, stage.path(), algorithm)) {
            int agents = loads.getLast();
            progress.accept(
                    "%s tokens: identity alone, %,d agents, warming up"
                            .formatted(algorithm.jose(), agents));
            TokenIssuer issuer = identity.issuer(agents);
            issuer.warmUp(agents);
            List<TokenRounds> rounds =
                    loads.stream().map(each -> new TokenRounds(agents(each))).toList();
            List<Double> signatures = new ArrayList<>(RawSignature.micros(algorithm));
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept("round " + round + " of " + ROUNDS);
                for (int i = 0; i < loads.size(); i++) {
                    rounds.get(i).add(issuer.round(loads.get(i)));
                }
                // Between the rounds, so that a machine that slows down slows both.
                signatures.addAll(RawSignature.micros(algorithm));
            }
            print(algorithm, loads, rounds, signatures);
        }
    }

    private void print(
            SignatureAlgorithm algorithm,
            List<Integer> loads,
            List<TokenRounds> rounds,
            List<Double> signatures) {
        String group =
                "POST /api/v1/token, %s, identity alone, %d rounds"
                        .formatted(algorithm.jose(), ROUNDS);
        figures.add(Figure.of(group, RAW + ", " + RawSignature.provider(), signatures, "µs", ""));
        double signature = Figure.median(signatures);
        for (int i = 0; i < loads.size(); i++) {
            figures.addAll(rounds.get(i).figures(group, RAW));
            figures.add(
                    new Figure(
                            group,
                            "token in raw signatures, " + agents(loads.get(i)),
                            rounds.get(i).micros() / signature,
                            "",
                            "1: a token that costs nothing but its signature"));
        }
        if (loads.size() > 1) {
            figures.add(
                    new Figure(
                            group,
                            "%s to %s".formatted(agents(loads.getLast()), agents(loads.getFirst())),
                            rounds.getLast().micros() / rounds.getFirst().micros(),
                            "",
                            "1: it does not matter how many there are"));
        }
    }

    private static String agents(int count) {
        return count == 1 ? "1 agent" : "%,d agents".formatted(count);
    }
}
