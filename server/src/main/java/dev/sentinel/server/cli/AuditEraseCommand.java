package dev.sentinel.server.cli;

import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.Erasure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Over the API, so that the server knows which administrator it is. */
@Command(
        name = "erase",
        description =
                "Erases what can identify a person from the audit log: one administrator asks, another"
                        + " approves within a day. The log still verifies.")
final class AuditEraseCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private final Output output = new Output();

    @ArgGroup(multiplicity = "1")
    private @Nullable Step step;

    AuditEraseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One of both. */
    private static final class Step {
        @ArgGroup(exclusive = false)
        private @Nullable Request request;

        @Option(
                names = "--approve",
                required = true,
                paramLabel = "ERASURE_ID",
                description = "approves what another administrator asked for, and erases")
        private @Nullable String approve;
    }

    private static final class Request {
        @Option(
                names = "--person",
                required = true,
                paramLabel = "ID",
                description = "asks to erase this person (or agent)")
        private String person = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "why; stands in the log")
        private String reason = "";

        @Option(
                names = "--also",
                paramLabel = "VALUE",
                description =
                        "a value such as an address by which the person stands in events of others; may be"
                                + " repeated")
        private List<String> also = List.of();
    }

    @Override
    public Integer call() {
        Step chosen = step;
        if (chosen == null) {
            throw new IllegalStateException("not started through picocli");
        }
        try (AgentIdPClient client = surroundings.administrator()) {
            if (chosen.approve != null) {
                long erased = client.erasures().approveErasure(chosen.approve);
                output.line("erased personal fields in %d places of the log".formatted(erased));
                output.result(Map.of("erased", erased));
            }
            if (chosen.request != null) {
                ask(client, chosen.request);
            }
            return ExitCode.OK;
        }
    }

    private void ask(AgentIdPClient client, Request asked) {
        Erasure erasure = client.erasures().requestErasure(asked.person, asked.reason, asked.also);
        output.line(erasure.erasureId());
        output.line("another administrator approves it until " + erasure.openUntil());
        output.result(erasure);
    }
}
