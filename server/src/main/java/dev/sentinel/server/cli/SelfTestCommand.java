package dev.sentinel.server.cli;

import dev.sentinel.base.config.Settings;
import dev.sentinel.gateway.selftest.SelfTest;
import dev.sentinel.gateway.selftest.SelfTest.NoGateway;
import dev.sentinel.gateway.selftest.SelfTest.Outcome;
import dev.sentinel.gateway.selftest.SelfTest.Result;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "selftest",
        description = {
            "Fires requests that have broken proxies, byte by byte, at the running gateway and prints"
                    + " what held.",
            "",
            "Harmless: some seventy requests, eight at a time, none of which changes anything. What the"
                    + " service behind is sent can only be seen with one that tells it (the upstream of the"
                    + " demo does); without, those cases are told as not seen, and not counted."
        })
final class SelfTestCommand implements Callable<Integer> {
    // What takes longer than a command may, or needs a service that fails on demand.
    private static final String NEVER_SEEN =
            "retries, slow peers, services that die and reloads (11, 13, 14, 15) are for the tests";

    private final Surroundings surroundings;

    @Mixin private final Output output = new Output();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the gateway (default: http://localhost and the port of the settings)")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "of somebody who may call --echo (default: in a demo, its analyst's)")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--echo",
            paramLabel = "PATH",
            defaultValue = "/api/v1/zen/echo/request",
            description =
                    "a path behind which a service tells what arrived (default: ${DEFAULT-VALUE})")
    private String echo = "";

    SelfTestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI server = url.orElseGet(this::usual);
        if (!List.of("http", "https").contains(server.getScheme())) {
            throw new CommandFailure("--url is " + server + ": http://host:port is right");
        }
        List<Result> results;
        try {
            SelfTest test = SelfTest.of(server, echo, token.or(surroundings::person));
            Optional<ProgressBar> bar = output.progress("selftest", test.size());
            try {
                results = test.run(() -> bar.ifPresent(ProgressBar::step));
            } finally {
                bar.ifPresent(ProgressBar::close);
            }
        } catch (NoGateway none) {
            throw new CommandFailure(String.valueOf(none.getMessage()));
        }
        return show(server, results);
    }

    private URI usual() {
        Settings settings = surroundings.settings();
        return URI.create("http://localhost:" + settings.port(8000, "APP_PORT", "GATEWAY_PORT"));
    }

    private int show(URI server, List<Result> results) {
        List<Map<String, Object>> told = results.stream().map(this::told).toList();
        long held = count(results, Outcome.Held.class);
        long broken = count(results, Outcome.Broken.class);
        long unseen = count(results, Outcome.Unseen.class);
        output.line("%d of %d held".formatted(held, held + broken));
        results.stream()
                .map(Result::outcome)
                .filter(Outcome.Unseen.class::isInstance)
                .map(Outcome.Unseen.class::cast)
                .findFirst()
                .ifPresent(first ->
                        output.line(
                                "%d not seen: %s (--echo, --token)"
                                        .formatted(unseen, first.why())));
        output.line("not seen from outside: " + NEVER_SEEN);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("url", server.toString());
        result.put("held", held);
        result.put("broken", broken);
        result.put("unseen", unseen);
        result.put("cases", told);
        output.result(result);
        return broken == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static long count(List<Result> results, Class<? extends Outcome> kind) {
        return results.stream().filter(each -> kind.isInstance(each.outcome())).count();
    }

    /** A line for people, and the same for programs. */
    private Map<String, Object> told(Result result) {
        String name = result.wireCase().name();
        int invariant = result.wireCase().invariant();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("invariant", invariant);
        told.put("case", name);
        switch (result.outcome()) {
            case Outcome.Held() -> {
                output.line("held     %2d  %s".formatted(invariant, name));
                told.put("outcome", "held");
            }
            case Outcome.Broken(var what) -> {
                output.line("BROKEN   %2d  %s: %s".formatted(invariant, name, what));
                told.put("outcome", "broken");
                told.put("what", what);
            }
            case Outcome.Unseen(var why) -> {
                output.line("not seen %2d  %s".formatted(invariant, name));
                told.put("outcome", "unseen");
                told.put("why", why);
            }
        }
        return told;
    }
}
