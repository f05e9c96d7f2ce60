package dev.sentinel.risk.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How well scores rank frauds before honest payments, by the definitions that the Fraud Detection
 * Handbook publishes its figures with.
 */
public final class Metrics {
    private Metrics() {}

    /**
     * Area under the ROC curve: the chance that a fraud scores higher than an honest payment, ties
     * counting half. {@code NaN} unless there are both.
     */
    public static double auc(float[] scores, boolean[] frauds) {
        int[] order = descending(scores, frauds);
        long honest = 0;
        long found = 0;
        double area = 0;
        for (int start = 0; start < order.length; ) {
            int end = endOfTie(scores, order, start);
            int tiedFrauds = countFrauds(frauds, order, start, end);
            int tiedHonest = end - start - tiedFrauds;
            // Every honest payment of this tie ranks below the frauds found before it.
            area += (double) tiedHonest * found + 0.5 * tiedHonest * tiedFrauds;
            found += tiedFrauds;
            honest += tiedHonest;
            start = end;
        }
        return area / ((double) found * honest);
    }

    /**
     * Average precision: the mean, over frauds, of the precision at the score that finds them. No
     * interpolation. {@code NaN} without frauds.
     */
    public static double averagePrecision(float[] scores, boolean[] frauds) {
        int[] order = descending(scores, frauds);
        long found = 0;
        double sum = 0;
        for (int start = 0; start < order.length; ) {
            int end = endOfTie(scores, order, start);
            int tiedFrauds = countFrauds(frauds, order, start, end);
            found += tiedFrauds;
            sum += tiedFrauds * ((double) found / end);
            start = end;
        }
        return sum / found;
    }

    /**
     * Card precision at k: what a team that checks k cards a day finds. Each day cards rank by
     * their highest score; the share of compromised ones among the first k counts, and those leave
     * the pool for the days after. The mean over days. Because few cards are compromised on a day,
     * 1 is out of reach: see {@link #cardPrecisionCeiling}.
     *
     * @param days of each payment, any numbering
     * @param cards of each payment
     */
    public static double cardPrecision(
            float[] scores, boolean[] frauds, long[] days, String[] cards, int k) {
        Set<String> found = new HashSet<>();
        Map<Long, Map<String, Card>> byDay = new TreeMap<>();
        for (int i = 0; i < scores.length; i++) {
            Card seen = new Card(cards[i], scores[i], frauds[i]);
            byDay.computeIfAbsent(days[i], _ -> new TreeMap<>()).merge(cards[i], seen, Card::and);
        }
        double sum = 0;
        for (Map<String, Card> day : byDay.values()) {
            List<Card> pool = new ArrayList<>(day.values());
            pool.removeIf(card -> found.contains(card.name));
            pool.sort(Comparator.comparingDouble(Card::score).reversed().thenComparing(Card::name));
            List<Card> checked = pool.subList(0, Math.min(k, pool.size()));
            List<String> hits = checked.stream().filter(Card::fraud).map(Card::name).toList();
            found.addAll(hits);
            sum += (double) hits.size() / k;
        }
        return sum / byDay.size();
    }

    /** The card precision of one who knows the truth. */
    public static double cardPrecisionCeiling(
            boolean[] frauds, long[] days, String[] cards, int k) {
        float[] truth = new float[frauds.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = frauds[i] ? 1 : 0;
        }
        return cardPrecision(truth, frauds, days, cards, k);
    }

    private static int[] descending(float[] scores, boolean[] frauds) {
        if (scores.length != frauds.length) {
            throw new IllegalArgumentException("every score needs its truth");
        }
        Integer[] order = new Integer[scores.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private static int endOfTie(float[] scores, int[] order, int start) {
        int end = start + 1;
        while (end < order.length && scores[order[end]] == scores[order[start]]) {
            end++;
        }
        return end;
    }

    private static int countFrauds(boolean[] frauds, int[] order, int start, int end) {
        int count = 0;
        for (int i = start; i < end; i++) {
            if (frauds[order[i]]) {
                count++;
            }
        }
        return count;
    }

    /** A card on one day. */
    private record Card(String name, float score, boolean fraud) {
        Card and(Card other) {
            return new Card(name, Math.max(score, other.score), fraud || other.fraud);
        }
    }
}
