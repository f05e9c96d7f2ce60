package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import java.util.ArrayList;
import java.util.List;

/** The rounds of one load, and the figures they make. */
final class TokenRounds {
    private final String name;
    private final List<Measured> rounds = new ArrayList<>();

    /** Named after what is printed behind each figure, such as {@code "1,000 agents"}. */
    TokenRounds(String name) {
        this.name = name;
    }

    void add(Measured round) {
        rounds.add(round);
    }

    /** The median of the program's processor time for a token. */
    double micros() {
        return Figure.median(program());
    }

    List<Figure> figures(String group, String comparedWith) {
        return List.of(
                Figure.of(
                        group,
                        "processor time of the program, " + name,
                        program(),
                        "µs",
                        comparedWith),
                Figure.of(
                        group,
                        "processor time of PostgreSQL, " + name,
                        rounds.stream().map(Measured::postgres).toList(),
                        "µs",
                        ""),
                Figure.of(
                        group,
                        "answers, " + name,
                        rounds.stream().map(Measured::perSecond).toList(),
                        "/s",
                        ""));
    }

    /** The program's processor time for a token, round by round. */
    List<Double> program() {
        return rounds.stream().map(Measured::program).toList();
    }
}
