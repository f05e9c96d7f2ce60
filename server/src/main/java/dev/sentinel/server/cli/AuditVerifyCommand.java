package dev.sentinel.server.cli;

import dev.sentinel.audit.sequencer.PublishedCheckpoints;
import dev.sentinel.audit.verify.ExportedLog;
import dev.sentinel.audit.verify.LogClient;
import dev.sentinel.audit.verify.LogSource;
import dev.sentinel.audit.verify.SeenCheckpoint;
import dev.sentinel.audit.verify.ServedLog;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.Verifier.Expected;
import dev.sentinel.audit.verify.VerifyOutcome;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.ServerConfig;
import dev.sentinel.trust.ServiceKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        exitCodeOnExecutionException = AuditVerifyCommand.NOT_JUDGED,
        exitCodeList = {
            "0:nothing was altered",
            "1:the log is broken",
            "2:it was called wrongly",
            "3:it could not look"
        },
        description = "Recomputes the whole log and says whether anything was altered.")
final class AuditVerifyCommand implements Callable<Integer> {
    /** A monitor must not take a store that is away for a log that was altered. */
    static final int NOT_JUDGED = 3;

    private final Surroundings surroundings;

    @Mixin private Output output = new Output();
    @Mixin private LogKeyOptions keys = new LogKeyOptions();
    @ArgGroup private Where where = new Where();

    @Option(
            names = "--seen",
            paramLabel = "FILE",
            description =
                    "the checkpoint of the last verification: the log must go on from it; renewed when all is well")
    private Optional<Path> seen = Optional.empty();

    @Option(
            names = "--objects",
            paramLabel = "DIR",
            description =
                    "hold the log also to the checkpoints in this object store (default: OBJECT_STORE_DIR, but with --export)")
    private Optional<Path> objects = Optional.empty();

    /** One of these, or the database of the settings. */
    private static final class Where {
        @Option(names = "--export", paramLabel = "FILE", description = "check this export, offline")
        private Optional<Path> export = Optional.empty();

        @Option(
                names = "--server",
                paramLabel = "URL",
                description =
                        "check what a running server serves, such as http://localhost:9005; entries need SENTINEL_SERVICE_KEY")
        private Optional<URI> server = Optional.empty();
    }

    AuditVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = surroundings.settings();
        Verifier verifier = new Verifier(keys.read(settings));
        if (where.export.isPresent()) {
            Path export = where.export.get();
            if (!Files.isReadable(export)) {
                throw new CommandFailure(export + " cannot be read");
            }
            try (InputStream file = Files.newInputStream(export)) {
                return verify(verifier, new ExportedLog(file), published(objects), output);
            }
        }
        ServerConfig config = ServerConfig.read(settings);
        List<Expected> published = published(objects.or(() -> Optional.of(config.objectStore())));
        if (where.server.isPresent()) {
            URI prefix = where.server.get().resolve("/audit");
            String authorization = ServiceKeys.header("gateway", config.serviceKey());
            try (LogClient client = new LogClient(prefix, Optional.of(authorization))) {
                return verify(verifier, new ServedLog(client), published, output);
            }
        }
        try (Database database = Database.open(config.database())) {
            return verify(verifier, new StoredLog(database), published, output);
        }
    }

    private int verify(Verifier verifier, LogSource log, List<Expected> published, Output output) {
        VerifyOutcome outcome;
        try (ShownProgress bar = new ShownProgress(output, "verifying")) {
            outcome =
                    seen.isPresent()
                            ? verifier.verify(log, new SeenCheckpoint(seen.get()), published, bar)
                            : verifier.verify(log, published, bar);
        }
        return show(outcome, output);
    }

    private static List<Expected> published(Optional<Path> directory) {
        return directory
                .map(DirectoryObjectStore::new)
                .map(PublishedCheckpoints::new)
                .map(PublishedCheckpoints::all)
                .orElse(List.of())
                .stream()
                .map(note -> new Expected("a checkpoint in the object store", note))
                .toList();
    }

    private static int show(VerifyOutcome outcome, Output output) {
        Map<String, Object> result = new LinkedHashMap<>();
        switch (outcome) {
            case VerifyOutcome.Intact(var size, var root, var checkpoint, var erased, var gone) -> {
                output.line(
                        "nothing was altered: %d entries, root %s%s%s"
                                .formatted(
                                        size,
                                        root.hex(),
                                        unlessNone("; personal fields erased %d times", erased),
                                        unlessNone(
                                                "; of %d the leaves alone are kept: older than seven years",
                                                gone)));
                result.put("erased", erased);
                result.put("gone", gone);
                result.put("intact", true);
                result.put("size", size);
                result.put("root", root.hex());
                result.put("checkpoint", checkpoint);
            }
            case VerifyOutcome.Broken(var index, var eventId, var what) -> {
                output.line(
                        "the log is broken%s%s: %s"
                                .formatted(
                                        index.map(at -> " at entry " + at).orElse(""),
                                        eventId.map(id -> " (event " + id + ")").orElse(""),
                                        what));
                result.put("intact", false);
                result.put("what", what);
                index.ifPresent(at -> result.put("index", at));
                eventId.ifPresent(id -> result.put("event", id.toString()));
            }
        }
        output.result(result);
        return outcome instanceof VerifyOutcome.Intact ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String unlessNone(String words, long count) {
        return count == 0 ? "" : words.formatted(count);
    }
}
