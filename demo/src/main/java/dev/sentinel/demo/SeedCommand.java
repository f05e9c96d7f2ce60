package dev.sentinel.demo;

import dev.sentinel.demo.process.DemoProcess;
import dev.sentinel.demo.seed.SeedOutcome;
import dev.sentinel.demo.seed.SeedPlan;
import dev.sentinel.demo.seed.Seeding;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.demo.stores.DemoDirectory;
import dev.sentinel.server.cli.Bars;
import dev.sentinel.server.cli.Output;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "seed",
        description =
                "Makes demo data: trains a model, uploads history, scores payments. Uses the demo that runs, or runs one meanwhile.")
final class SeedCommand implements Callable<Integer> {
    enum Size {
        SMALL,
        INVESTOR
    }

    @Mixin private final Output output = new Output();

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "small",
            description = "small or investor (default: small)")
    private Size size = Size.SMALL;

    @Override
    public Integer call() throws InterruptedException {
        Path directory = DemoProcess.directory(Home.path());
        if (DemoDirectory.taken(directory)) {
            seed(DemoProcess.addresses(Home.path(), System.getenv()).gateway(), directory);
            return ExitCode.OK;
        }
        try (DemoProcess demo = DemoProcess.start(Home.path(), System.getenv())) {
            demo.awaitReady();
            seed(demo.addresses().gateway(), demo.directory());
        }
        return ExitCode.OK;
    }

    private void seed(URI gateway, Path directory) {
        SeedPlan plan =
                switch (size) {
                    case SMALL -> SeedPlan.small();
                    case INVESTOR -> SeedPlan.investor();
                };
        seed(plan, gateway, directory, output);
    }

    static void seed(SeedPlan plan, URI gateway, Path directory, Output output) {
        try (Bars bars = new Bars(output)) {
            show(
                    new Seeding(
                                    plan,
                                    gateway,
                                    DemoSignIn.ADMIN_TOKEN,
                                    directory,
                                    Clock.systemUTC(),
                                    bars::reached)
                            .run(),
                    output);
        }
    }

    private static void show(SeedOutcome outcome, Output output) {
        switch (outcome) {
            case SeedOutcome.Seeded(var history, var scored, var decisions, var worked) ->
                    output.line(
                            "seeded: %d payments of history, %d scored %s, %d cases worked"
                                    .formatted(history, scored, decisions, worked));
            case SeedOutcome.ThereAlready(var end) ->
                    output.line(
                            "seeded before, with payments up to %s; make clean empties the demo"
                                    .formatted(end));
        }
        output.result(outcome);
    }
}
