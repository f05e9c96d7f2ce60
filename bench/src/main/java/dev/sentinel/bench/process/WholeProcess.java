package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.load.LoadPlan;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.seed.SeedPlan;
import dev.sentinel.demo.seed.Seeding;
import dev.sentinel.demo.signin.DemoSignIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the whole program costs: the demo as a child process, under one load after the other. The
 * processor time is the server's alone; stores are told apart, the measuring process does not
 * count.
 */
public final class WholeProcess {
    private static final String CPU = "processor time of the program";

    private final DemoChild demo;
    private final Consumer<String> progress;
    private final List<Figure> figures = new ArrayList<>();

    private WholeProcess(DemoChild demo, Consumer<String> progress) {
        this.demo = demo;
        this.progress = progress;
    }

    /** Whether this system tells the times of other processes as Linux does. */
    public static boolean measurable() {
        return ProcessTimes.available();
    }

    /**
     * Measures, in about a minute.
     *
     * @param home the checkout, built
     * @param progress is told what begins
     */
    public static List<Figure> measure(Path home, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (Stage stage = Stage.make()) {
            progress.accept("the demo starts, and a model is trained");
            List<Figure> figures;
            long first;
            try (DemoChild demo = DemoChild.start(home, stage.path())) {
                first = demo.readyMillis();
                WholeProcess whole = new WholeProcess(demo, progress);
                whole.loads();
                figures = whole.figures;
            }
            progress.accept("the demo starts again");
            try (DemoChild again = DemoChild.start(home, stage.path())) {
                figures.add(
                        start(
                                "ready, first start",
                                first,
                                "the next line, with stores that are there"));
                figures.add(
                        start(
                                "ready, later start",
                                again.readyMillis(),
                                "the same without AOT cache"));
            }
            return figures;
        }
    }

    private void loads() throws IOException, InterruptedException {
        URI gateway = local("APP_PORT");
        new Seeding(
                        SeedPlan.tiny(),
                        gateway,
                        DemoSignIn.ADMIN_TOKEN,
                        demo.data(),
                        Clock.systemUTC(),
                        (_, _, _) -> {})
                .run();
        URI identity = local("IDENTITY_PORT");
        NewCredential credential = register(identity);
        String token;
        try (AgentIdPClient agent =
                AgentIdPClient.connect(
                        identity,
                        credential.clientId(),
                        credential.clientSecret(),
                        Set.of("risk:score", "risk:admin"))) {
            token = agent.accessTokens().get();
        }
        Requests requests = new Requests(gateway, local("RISK_PORT"), token);

        forwarding(requests);
        load(
                "GET /v1/models through the gateway, token verified, call audited",
                requests.models(),
                "forwarding alone: the rest is risk and its query");
        load(
                "POST /v1/risk/score through the gateway",
                requests.scores(),
                "forwarding alone: the rest is features, model and storing");
        figures.add(
                new Figure(
                        "memory and starts",
                        "resident at the end",
                        ProcessTimes.residentKib(demo.pids().program()) / 1_024.0,
                        "MiB",
                        ""));
    }

    /**
     * Gateway and risk share the process, so what risk costs by itself is measured and taken off.
     */
    private void forwarding(Requests requests) throws IOException, InterruptedException {
        Measured direct =
                load(
                        "GET /healthz of risk itself",
                        requests.direct(),
                        "part of the next two: what they forward to");
        String open = "GET /healthz through the gateway, open";
        Measured forwarded = load(open, requests.open(), "the group above, and the difference");
        difference(
                open, direct, forwarded, "a plain proxy: nginx or HAProxy, without its upstream");
        String verified = "GET /healthz through the gateway, token verified, call audited";
        Measured audited = load(verified, requests.verified(), "the same, open");
        difference(verified, direct, audited, "a proxy that verifies RS256, without its upstream");
    }

    private void difference(String group, Measured direct, Measured forwarded, String with) {
        double micros = forwarded.program() - direct.program();
        figures.add(new Figure(group, "forwarding alone", micros, "µs", with));
    }

    private Measured load(String name, LoadPlan plan, String comparedWith)
            throws IOException, InterruptedException {
        progress.accept(name);
        Measured measured = Measured.of(plan, demo.pids());
        figures.add(new Figure(name, CPU, measured.program(), "µs", comparedWith));
        figures.add(
                new Figure(name, "processor time of PostgreSQL", measured.postgres(), "µs", ""));
        figures.add(new Figure(name, "processor time of Redis", measured.redis(), "µs", ""));
        figures.add(new Figure(name, "answers", measured.perSecond(), "/s", "other runs here"));
        figures.add(new Figure(name, "p50", measured.p50(), "µs", ""));
        figures.add(new Figure(name, "p99", measured.p99(), "µs", ""));
        return measured;
    }

    private static NewCredential register(URI identity) {
        try (AgentIdPClient admin =
                AgentIdPClient.withToken(identity, () -> DemoSignIn.ADMIN_TOKEN)) {
            var agent =
                    admin.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email("bench@demo.test")
                                            .owner("bench")
                                            .capabilities("risk:score")
                                            .scopes("risk:score", "risk:admin")
                                            .build());
            return admin.credentials().generateCredential(agent.agentId());
        }
    }

    private URI local(String port) {
        return URI.create("http://127.0.0.1:" + demo.port(port));
    }

    private static Figure start(String name, long millis, String comparedWith) {
        return new Figure("memory and starts", name, millis, "ms", comparedWith);
    }
}
