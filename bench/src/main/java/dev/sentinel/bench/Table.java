package dev.sentinel.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Figures for people. */
public final class Table {
    private Table() {}

    public static void print(List<Figure> figures, PrintStream out) {
        int width = figures.stream().mapToInt(figure -> figure.name().length()).max().orElse(0);
        String group = "";
        for (Figure figure : figures) {
            if (!figure.group().equals(group)) {
                group = figure.group();
                out.printf("%n%s%n", group);
            }
            String line =
                    "  %%-%ds  %%10s %%-5s  %%-16s  %%s"
                            .formatted(width)
                            .formatted(
                                    figure.name(),
                                    number(figure.value()),
                                    figure.unit(),
                                    spread(figure),
                                    figure.comparedWith().isEmpty()
                                            ? ""
                                            : "← " + figure.comparedWith());
            out.println(line.stripTrailing());
        }
    }

    private static String spread(Figure figure) {
        return figure.least() < figure.most()
                ? number(figure.least()) + " to " + number(figure.most())
                : "";
    }

    /** Three digits that mean something; more would be noise. */
    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
