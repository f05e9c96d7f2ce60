package dev.sentinel.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** The micro-benchmarks that the figures of the whole process are compared with. */
final class MicroBenchmarks {
    private static final String GROUP = "one operation, one thread (JMH, wall time)";

    private MicroBenchmarks() {}

    /** Runs them, each in a JVM of its own, in about half a minute. */
    static List<Figure> run() throws RunnerException {
        Options options =
                new OptionsBuilder()
                        .include(SignatureBenchmark.class.getName() + "\\.")
                        .include(VerificationBenchmark.class.getName() + "\\.")
                        .param("algorithm", SignatureBenchmark.Algorithm.RS256.name())
                        .param(
                                "provider",
                                Providers.here().stream().map(Enum::name).toArray(String[]::new))
                        .jvmArgs(
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        Collection<RunResult> results = new Runner(options).run();
        List<Figure> figures = new ArrayList<>();
        for (RunResult result : results) {
            figures.add(figure(result));
        }
        return figures;
    }

    private static Figure figure(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        Statistics iterations = result.getStatistics();
        String method = run.getParams().getBenchmark().replaceAll(".*\\.", "");
        String provider = run.getParams().getParam("provider");
        return new Figure(
                GROUP,
                provider == null ? words(method) : "RS256 %s, %s".formatted(method, provider),
                iterations.getPercentile(50),
                "µs",
                provider == null
                        ? "RS256 verify, the floor for a new token"
                        : "the other provider");
    }

    private static String words(String method) {
        return "TokenVerifier, " + method.replace("Token", " token");
    }
}
