package dev.sentinel.server.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How each part of the process is, by name. */
public final class Health {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, Supplier<Optional<String>>> explained = new LinkedHashMap<>();

    /** How a part is, from good to bad. */
    public enum Condition {
        OK,
        /** It has not been well yet, which at a start is usual. */
        STARTING,
        ERROR
    }

    /** A store: asked whenever somebody wants to know. */
    public void store(String name, BooleanSupplier answers) {
        parts.put(name, new Part(answers, Condition.ERROR));
    }

    /** A part that knows from memory how it is, and takes its time at a start. */
    public void part(String name, BooleanSupplier well) {
        parts.put(name, new Part(well, Condition.STARTING));
    }

    /** As a part; it also says what is wrong while it is not well. */
    public void explained(String name, Supplier<Optional<String>> wrong) {
        part(name, () -> wrong.get().isEmpty());
        explained.put(name, wrong);
    }

    /** What is wrong with the parts that can tell, for operators' eyes. */
    public Map<String, String> why() {
        Map<String, String> why = new LinkedHashMap<>();
        explained.forEach((name, wrong) -> wrong.get().ifPresent(text -> why.put(name, text)));
        return why;
    }

    /** How each is, asked now, in the order in which they were named. */
    public Map<String, Condition> now() {
        Map<String, Condition> now = new LinkedHashMap<>();
        parts.forEach((name, part) -> now.put(name, part.now()));
        return now;
    }

    /** Whether every part is well now. */
    public boolean isWell() {
        return now().values().stream().allMatch(condition -> condition == Condition.OK);
    }

    /**
     * Waits until each part has been well once; a part that was is not asked again.
     *
     * @return who has not been within that time
     */
    public List<String> awaitEachOnce(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<String, Part> waiting = new LinkedHashMap<>(parts);
        while (true) {
            waiting.values().removeIf(part -> part.now() == Condition.OK);
            if (waiting.isEmpty() || System.nanoTime() > deadline) {
                return new ArrayList<>(waiting.keySet());
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private static final class Part {
        private final BooleanSupplier well;
        private volatile Condition otherwise;

        private Part(BooleanSupplier well, Condition otherwise) {
            this.well = well;
            this.otherwise = otherwise;
        }

        private Condition now() {
            if (well.getAsBoolean()) {
                otherwise = Condition.ERROR;
                return Condition.OK;
            }
            return otherwise;
        }
    }
}
