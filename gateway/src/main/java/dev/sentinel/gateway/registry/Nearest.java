package dev.sentinel.gateway.registry;

import java.util.Collection;
import java.util.Optional;

/** The known word closest to a mistyped one, by edit distance, when it is close enough to help. */
final class Nearest {
    private Nearest() {}

    static Optional<String> to(String wrong, Collection<String> known) {
        Optional<String> best = Optional.empty();
        int bestDistance = Math.max(2, wrong.length() / 3) + 1;
        for (String word : known) {
            int distance = distance(wrong, word);
            if (distance < bestDistance) {
                best = Optional.of(word);
                bestDistance = distance;
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
