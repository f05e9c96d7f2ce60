package dev.sentinel.gateway.selftest;

import dev.sentinel.gateway.selftest.Conversation.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What must come of a case; {@link #breach} says what came instead. */
public sealed interface Expected {
    int OK = 200;

    /** Empty when all is as it must be. */
    Optional<String> breach(Conversation seen);

    /** How many final answers there must be, to know when enough was read; -1 for until the end. */
    int answers();

    /**
     * Refused with one of these; then the connection ends, or the next request is answered on it.
     */
    record Refused(Set<Integer> statuses, boolean ends) implements Expected {
        public Refused {
            statuses = Set.copyOf(statuses);
        }

        @Override
        public int answers() {
            return ends ? -1 : 2;
        }

        @Override
        public Optional<String> breach(Conversation seen) {
            List<Answer> answers = seen.answers();
            if (answers.isEmpty()) {
                return Optional.of("no answer; " + right());
            }
            if (!statuses.contains(answers.getFirst().status())) {
                return Optional.of("answered " + answers.getFirst().status() + "; " + right());
            }
            if (ends && answers.size() > 1) {
                return Optional.of("what followed was answered, too; " + right());
            }
            if (ends && !seen.ended()) {
                return Optional.of("the connection stayed open; " + right());
            }
            boolean inStep = seen.ended() || (answers.size() == 2 && answers.getLast().isOk());
            return inStep ? Optional.empty() : Optional.of("the next request was not answered");
        }

        private String right() {
            return statuses + (ends ? " and the end of the connection" : "") + " is right";
        }
    }

    /** Never taken for a whole request: no success, no second answer, and the connection ends. */
    record NeverWhole() implements Expected {
        @Override
        public int answers() {
            return -1;
        }

        @Override
        public Optional<String> breach(Conversation seen) {
            if (seen.answers().stream().anyMatch(Answer::isSuccess)) {
                return Optional.of("it was answered as a whole request; a refusal is right");
            }
            if (seen.answers().size() > 1) {
                return Optional.of("what followed was answered, too; the end is right");
            }
            return seen.ended()
                    ? Optional.empty()
                    : Optional.of("the connection stayed open; its end is right");
        }
    }

    /** Answered, every one, and the last of them with 200: both sides agree where each ends. */
    record InStep(int answers) implements Expected {
        @Override
        public Optional<String> breach(Conversation seen) {
            List<Answer> got = seen.answers();
            return got.size() == answers && got.getLast().isOk()
                    ? Optional.empty()
                    : Optional.of(
                            got.size() + " answers; " + answers + ", the last with 200, is right");
        }
    }

    /**
     * What the service is sent.
     *
     * @param with parts of what must have arrived
     * @param without parts that must not have, in whatever case
     * @param withoutNames headers that must not have, whatever they hold
     */
    record Arrives(List<String> with, List<String> without, List<String> withoutNames)
            implements Expected {
        public Arrives {
            with = List.copyOf(with);
            without = List.copyOf(without);
            withoutNames = List.copyOf(withoutNames);
        }

        @Override
        public int answers() {
            return 1;
        }

        @Override
        public Optional<String> breach(Conversation seen) {
            Optional<String> arrived = seen.arrived();
            return arrived.isEmpty()
                    ? Optional.of("the service did not answer with what it saw")
                    : breach(arrived.get());
        }

        /** The same of a request as it arrived, its lines with a line feed each. */
        public Optional<String> breach(String arrived) {
            String lower = arrived.toLowerCase(Locale.ROOT);
            for (String part : with) {
                if (!arrived.contains(part)) {
                    return Optional.of("the service does not see " + part.strip());
                }
            }
            for (String part : without) {
                if (lower.contains(part.toLowerCase(Locale.ROOT))) {
                    return Optional.of("the service sees " + part);
                }
            }
            for (String name : withoutNames) {
                if (lower.contains("\n" + name.toLowerCase(Locale.ROOT) + ":")) {
                    return Optional.of("the service sees a header " + name);
                }
            }
            return Optional.empty();
        }
    }
}
