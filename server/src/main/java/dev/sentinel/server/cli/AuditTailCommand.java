package dev.sentinel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = "Prints the last events and then each new one, as it is proven.")
final class AuditTailCommand implements Callable<Integer> {
    private static final int AT_ONCE = 1_000;
    private static final int LOOKED_BACK = 20_000;

    private final Surroundings surroundings;

    @Mixin private Output output = new Output();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "how many of the last 20,000 events that match are shown first (default: 10)")
    private int lines = 10;

    @Option(names = "--no-follow", description = "end when these are shown")
    private boolean ends;

    @Option(names = "--action", paramLabel = "NAME", description = "only this action")
    private Optional<String> action = Optional.empty();

    @Option(names = "--actor", paramLabel = "ID", description = "only what this one did")
    private Optional<String> actor = Optional.empty();

    @Option(names = "--target", paramLabel = "ID", description = "only what was done to this one")
    private Optional<String> target = Optional.empty();

    @Option(names = "--workspace", paramLabel = "ID", description = "only in this workspace")
    private Optional<String> workspace = Optional.empty();

    AuditTailCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines < 0) {
            throw new CommandFailure("--lines is " + lines + ": use 0 or more");
        }
        ServerConfig config = ServerConfig.read(surroundings.settings());
        try (Database database = Database.open(config.database())) {
            LogProofs log = new LogProofs(database);
            long next = showLast(log, log.size());
            while (!ends) {
                long size = log.size();
                while (next < size) {
                    next = each(log, next, size, this::show);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        return ExitCode.OK;
    }

    private long showLast(LogProofs log, long size) {
        Deque<Shown> last = new ArrayDeque<>();
        for (long next = Math.max(0, size - LOOKED_BACK); next < size; ) {
            next =
                    each(
                            log,
                            next,
                            size,
                            shown -> {
                                last.addLast(shown);
                                if (last.size() > lines) {
                                    last.removeFirst();
                                }
                            });
        }
        last.forEach(this::show);
        return size;
    }

    private record Shown(long index, EventRow event) {}

    private interface Each {
        void shown(Shown shown);
    }

    private long each(LogProofs log, long first, long size, Each each) {
        int count = (int) Math.min(AT_ONCE, size - first);
        List<EventRow> events = log.events(first, count);
        if (events.size() != count) {
            throw new CommandFailure(
                    "events from entry %d on are missing: ./sentinel audit verify"
                            .formatted(first));
        }
        for (int i = 0; i < count; i++) {
            if (matches(events.get(i))) {
                each.shown(new Shown(first + i, events.get(i)));
            }
        }
        return first + count;
    }

    private boolean matches(EventRow event) {
        return is(action, Optional.of(event.action()))
                && is(actor, Optional.of(event.actorId()))
                && is(target, event.targetId())
                && is(workspace, Optional.of(event.workspace()));
    }

    private static boolean is(Optional<String> wanted, Optional<String> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    private void show(Shown shown) {
        EventRow event = shown.event();
        JsonNode json = Json.tree(new String(event.canonical(), StandardCharsets.UTF_8));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("index", shown.index());
        result.put("event", json);
        output.result(result);
        output.line(
                "%d  %s  %s  %s  %s %s%s"
                        .formatted(
                                shown.index(),
                                event.at(),
                                event.action(),
                                event.outcome(),
                                event.actorKind(),
                                event.actorId(),
                                event.targetId().map(id -> "  on " + id).orElse("")));
    }
}
