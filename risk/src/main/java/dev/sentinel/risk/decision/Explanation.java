package dev.sentinel.risk.decision;

import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.payment.ScoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a score is what it is: at most 3 reasons and 4 pieces of evidence (contract §4.3). */
record Explanation(List<String> reasons, List<Evidence> evidence) {
    private static final int MAX_REASONS = 3;
    private static final int MAX_EVIDENCE = 4;

    /** Less than one percent of the scale is noise, not a reason. */
    private static final int LEAST_POINTS = 10;

    Explanation {
        reasons = List.copyOf(reasons);
        evidence = List.copyOf(evidence);
    }

    /** The families that added most, each with what was seen. */
    static Explanation of(Attribution attribution, ScoreRequest request, FeatureVector vector) {
        List<Attribution.Share> told =
                attribution.families().stream()
                        .filter(share -> share.points() >= LEAST_POINTS)
                        .limit(MAX_REASONS)
                        .toList();
        float[] values = vector.values();
        List<Evidence> first = new ArrayList<>();
        List<Evidence> second = new ArrayList<>();
        for (Attribution.Share share : told) {
            Optional<Evidence> field = share.family().field(request);
            List<Evidence> features =
                    share.features().stream()
                            .map(i -> feature(vector, values, i))
                            .limit(2)
                            .toList();
            first.add(field.orElseGet(features::getFirst));
            if (field.isEmpty()) {
                features.stream().skip(1).forEach(second::add);
            }
        }
        first.addAll(second);
        return new Explanation(
                told.stream().map(share -> reason(share, request)).toList(),
                first.stream().limit(MAX_EVIDENCE).toList());
    }

    private static String reason(Attribution.Share share, ScoreRequest request) {
        return "%s (+%d points)".formatted(share.family().reason(request), share.points());
    }

    private static Evidence feature(FeatureVector vector, float[] values, int position) {
        return new Evidence(
                "feature", vector.schema().names().get(position), Quotes.of(values[position]));
    }
}
