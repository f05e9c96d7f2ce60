package dev.sentinel.demo;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.demo.process.Addresses;
import dev.sentinel.demo.process.DemoProcess;
import dev.sentinel.demo.seed.SeedPlan;
import dev.sentinel.demo.seed.Seeding;
import dev.sentinel.demo.signin.DemoPeople;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.demo.stores.DemoStores;
import dev.sentinel.server.cli.Output;
import dev.sentinel.server.cli.Running;
import dev.sentinel.server.cli.Signals;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dev",
        description =
                "Runs everything on this machine: PostgreSQL, Redis, every role, demo data at the first start.")
final class DevCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Option(names = "--no-seed", negatable = true, description = "make no demo data")
    private boolean seed = true;

    @Override
    public Integer call() throws InterruptedException {
        DemoProcess demo = DemoProcess.start(Home.path(), System.getenv());
        Running running = Running.until(demo);
        Signals.hangup(demo::reload);
        if (demo.awaitReady()) {
            output.line("ready in " + Running.sinceStart().toMillis() + " ms");
        }
        if (seed) {
            Secret password = DemoStores.peoplePassword(demo.directory());
            DemoPeople.make(demo.addresses().gateway(), DemoSignIn.ADMIN_TOKEN, password);
            SeedPlan plan = SeedPlan.small();
            greet(
                    demo.addresses(),
                    "%s and %s sign in with the password %s.\n"
                            .formatted(DemoPeople.ADMIN, DemoPeople.ANALYST, password.expose()),
                    Seeding.isDone(demo.directory(), plan)
                            ? ""
                            : " Demo data comes within the next minute.");
            SeedCommand.seed(plan, demo.addresses().gateway(), demo.directory(), output);
        } else {
            greet(demo.addresses(), "", "");
        }
        running.await();
        return ExitCode.OK;
    }

    private void greet(Addresses addresses, String people, String data) {
        output.line(
                """

                gateway     %s
                identity    %s
                risk        %s
                management  %s
                services    %s (nexus, zen, agents and ingestion, played by the demo)

                Bearer %s and Bearer %s sign you in, from this machine only.
                %sTry:

                  curl -s %s/api/v1/agents -H 'Authorization: Bearer %s'
                  curl -s %s/v1/cases -H 'Authorization: Bearer %s'
                  curl -s %s/api/v1/nexus/documents -H 'Authorization: Bearer %s'
                  ./sentinel audit verify

                Ctrl-C stops everything.%s\
                """
                        .formatted(
                                addresses.gateway(),
                                addresses.identity(),
                                addresses.risk(),
                                addresses.management(),
                                addresses.upstream(),
                                DemoSignIn.ADMIN_TOKEN,
                                DemoSignIn.ANALYST_TOKEN,
                                people,
                                addresses.identity(),
                                DemoSignIn.ADMIN_TOKEN,
                                addresses.gateway(),
                                DemoSignIn.ANALYST_TOKEN,
                                addresses.gateway(),
                                DemoSignIn.ANALYST_TOKEN,
                                data));
    }
}
