package dev.sentinel.risk.decision;

import dev.sentinel.risk.feature.FeatureSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A score taken apart: the points that any payment starts with, and what each family of features
 * adds or takes away. They add up to the score exactly.
 *
 * <p>TreeSHAP contributions add up in log-odds: bias + Σφ = margin. The score is 1000·σ(margin), so
 * each contribution is stretched by the mean slope of that curve between bias and margin
 * (Aumann-Shapley along the straight path), which keeps proportions and signs. Rounding is by
 * largest remainder.
 *
 * @param basePoints 1000·σ(bias), rounded
 * @param families most points first
 */
record Attribution(int basePoints, List<Share> families) {

    /**
     * One family's part.
     *
     * @param features positions in the schema, the strongest contribution first
     */
    record Share(FeatureFamily family, int points, List<Integer> features) {}

    Attribution {
        families = List.copyOf(families);
    }

    /**
     * Takes a score apart.
     *
     * @param contributions TreeSHAP values in log-odds, in the order of the schema, the bias last
     * @param score 0 to 1000
     */
    static Attribution of(FeatureSchema schema, float[] contributions, int score) {
        Map<FeatureFamily, List<Integer>> members = members(schema, contributions);
        double bias = contributions[schema.size()];
        double margin =
                bias + IntStream.range(0, schema.size()).mapToDouble(i -> contributions[i]).sum();
        int base = (int) Math.floor(1000 * sigmoid(bias) + 0.5);
        double slope = 1000 * slope(bias, margin);

        List<Exact> exact = new ArrayList<>();
        members.forEach((family, features) -> {
            double sum = features.stream().mapToDouble(i -> contributions[i]).sum();
            exact.add(new Exact(family, sum * slope, features));
        });
        return new Attribution(base, rounded(exact, score - base));
    }

    private record Exact(FeatureFamily family, double points, List<Integer> features) {
        int floor() {
            return (int) Math.floor(points);
        }

        double remainder() {
            return points - Math.floor(points);
        }
    }

    private static Map<FeatureFamily, List<Integer>> members(
            FeatureSchema schema, float[] contributions) {
        Map<FeatureFamily, List<Integer>> members = new EnumMap<>(FeatureFamily.class);
        IntStream.range(0, schema.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -contributions[i]))
                .forEach(i ->
                        members.computeIfAbsent(
                                        FeatureFamily.of(schema.names().get(i)),
                                        _ -> new ArrayList<>())
                                .add(i));
        return members;
    }

    private static List<Share> rounded(List<Exact> exact, int total) {
        List<Exact> byRemainder =
                exact.stream()
                        .sorted(
                                Comparator.comparingDouble(Exact::remainder)
                                        .reversed()
                                        .thenComparing(Exact::family))
                        .toList();
        int missing = total - exact.stream().mapToInt(Exact::floor).sum();
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < byRemainder.size(); i++) {
            Exact share = byRemainder.get(i);
            // Floor division also spreads a remainder that rounding of score and base made
            // negative.
            int extra =
                    Math.floorDiv(missing, byRemainder.size())
                            + (i < Math.floorMod(missing, byRemainder.size()) ? 1 : 0);
            shares.add(new Share(share.family(), share.floor() + extra, share.features()));
        }
        shares.sort(Comparator.comparingInt(Share::points).reversed().thenComparing(Share::family));
        return shares;
    }

    /** Mean slope of σ between two margins; at a single point, its slope there. */
    private static double slope(double from, double to) {
        double distance = to - from;
        if (Math.abs(distance) < 1e-9) {
            return sigmoid(from) * (1 - sigmoid(from));
        }
        return (sigmoid(to) - sigmoid(from)) / distance;
    }

    private static double sigmoid(double margin) {
        return 1 / (1 + Math.exp(-margin));
    }
}
