package dev.sentinel.risk.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well scores rank frauds above the rest: the area under the ROC curve and the average
 * precision. Both need at least one payment of each kind, else they are {@code NaN}. Not safe for
 * threads.
 */
final class Ranking {
    private final List<Scored> scored = new ArrayList<>();

    private record Scored(int score, boolean fraud) {}

    void add(int score, boolean fraud) {
        scored.add(new Scored(score, fraud));
    }

    /** Chance that a fraud scores above a payment that is none; equal scores count half. */
    double areaUnderRoc() {
        long frauds = frauds();
        long others = scored.size() - frauds;
        if (frauds == 0 || others == 0) {
            return Double.NaN;
        }
        double wins = 0;
        long othersBelow = 0;
        for (Tie tie : tiesFromLowest()) {
            wins += tie.frauds() * (othersBelow + tie.others() / 2.0);
            othersBelow += tie.others();
        }
        return wins / (frauds * (double) others);
    }

    /** Mean precision over the frauds, from the highest score down; ties enter together. */
    double averagePrecision() {
        long frauds = frauds();
        if (frauds == 0 || frauds == scored.size()) {
            return Double.NaN;
        }
        double sum = 0;
        long fraudsAbove = 0;
        long above = 0;
        for (Tie tie : tiesFromLowest().reversed()) {
            fraudsAbove += tie.frauds();
            above += tie.frauds() + tie.others();
            sum += tie.frauds() * (fraudsAbove / (double) above);
        }
        return sum / frauds;
    }

    private long frauds() {
        return scored.stream().filter(Scored::fraud).count();
    }

    private record Tie(int score, long frauds, long others) {}

    private List<Tie> tiesFromLowest() {
        List<Tie> ties = new ArrayList<>();
        for (Scored next :
                scored.stream().sorted(Comparator.comparingInt(Scored::score)).toList()) {
            long fraud = next.fraud() ? 1 : 0;
            if (ties.isEmpty() || ties.getLast().score() != next.score()) {
                ties.add(new Tie(next.score(), fraud, 1 - fraud));
            } else {
                Tie last = ties.removeLast();
                ties.add(new Tie(last.score(), last.frauds() + fraud, last.others() + 1 - fraud));
            }
        }
        return ties;
    }
}
