package dev.sentinel.demo.payments;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Chance, reproducible to the bit: a fixed algorithm, and {@link StrictMath} instead of the
 * processor's logarithms and cosines.
 */
final class Dice {
    private final SplittableRandom random;

    private Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * Dice of one subject: each customer and each scenario throws its own, so that one more payment
     * of one of them changes nothing about the others.
     */
    static Dice of(long seed, String subject) {
        long mixed = seed;
        for (int i = 0; i < subject.length(); i++) {
            mixed = mixed * 0x100000001B3L ^ subject.charAt(i);
        }
        return new Dice(mixed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code least} to below {@code most}. */
    double between(double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    /** From {@code least} to {@code most}, both possible. */
    int whole(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    long bits() {
        return random.nextLong();
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The earlier in the list, the likelier: people return to few places most of the time. */
    <T> T pickSkewed(List<T> choices) {
        double position = random.nextDouble() * random.nextDouble();
        return choices.get((int) (position * choices.size()));
    }

    /** As likely as its weight is heavy. */
    <T> T weighted(List<T> choices, ToDoubleFunction<T> weight) {
        double left = random.nextDouble() * choices.stream().mapToDouble(weight).sum();
        for (T choice : choices) {
            left -= weight.applyAsDouble(choice);
            if (left < 0) {
                return choice;
            }
        }
        return choices.getLast();
    }

    /** Log-normal: the median, and the spread of its logarithm. */
    double logNormal(double median, double spread) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double angle = 2 * StrictMath.PI * random.nextDouble();
        return median * StrictMath.exp(spread * radius * StrictMath.cos(angle));
    }

    /** How often something happens that happens {@code mean} times on average. */
    int poisson(double mean) {
        double limit = StrictMath.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }
}
