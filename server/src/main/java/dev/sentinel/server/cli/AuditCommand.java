package dev.sentinel.server.cli;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.export.EventExport;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.verify.ExportVerifier;
import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome;
import dev.sentinel.base.sql.Database;
import dev.sentinel.server.ServerConfig;
import dev.sentinel.trust.ServiceKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "audit", description = "The audit log: prove it, export it.")
final class AuditCommand {
    private final Surroundings surroundings;

    AuditCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(
            name = "verify",
            description =
                    "Recomputes the whole log and says whether anything was altered; exit code 1 if so.")
    int verify(
            @Mixin Output output,
            @Option(
                            names = "--export",
                            paramLabel = "FILE",
                            description = "check this export instead of the database, offline")
                    Optional<Path> export)
            throws IOException {
        ServerConfig config = ServerConfig.read(surroundings.settings());
        List<NotePublicKey> keys = List.of(key(config));
        VerifyOutcome outcome;
        try (Bar bar = new Bar(output, "verifying")) {
            outcome =
                    export.isPresent()
                            ? exported(export.get(), keys, bar)
                            : stored(config, keys, bar);
        }
        return show(outcome, output);
    }

    @Command(name = "export", description = "Writes the log to a file that proves itself.")
    int export(
            @Mixin Output output,
            @Parameters(paramLabel = "FILE", description = "is overwritten") Path file)
            throws IOException {
        ServerConfig config = ServerConfig.read(surroundings.settings());
        long entries;
        try (Bar bar = new Bar(output, "exporting");
                Database database = Database.open(config.database());
                Writer out = Files.newBufferedWriter(file)) {
            told(database, file);
            entries = new LogExport(database).writeTo(out, bar);
        }
        output.line("wrote " + entries + " entries to " + file);
        output.result(Map.of("entries", entries, "file", file.toString()));
        return ExitCode.OK;
    }

    /** What leaves is in the log before it does. */
    private static void told(Database database, Path file) {
        try (AuditLog log =
                new AuditLog(
                        database,
                        Actions.of(SecurityActions.ALL),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        AuditLogConfig.DEFAULT)) {
            log.commit(
                    EventExport.by(ServiceKeys.PLATFORM, Actor.system("command line"))
                            .with("export_format", "jsonl")
                            .with("destination", file.toString()));
        }
    }

    private static VerifyOutcome stored(
            ServerConfig config, List<NotePublicKey> keys, Progress progress) {
        try (Database database = Database.open(config.database())) {
            return new Verifier(database, keys).verify(progress);
        }
    }

    private static VerifyOutcome exported(Path file, List<NotePublicKey> keys, Progress progress)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return new ExportVerifier(keys).verify(lines, progress);
        }
    }

    private static NotePublicKey key(ServerConfig config) throws IOException {
        if (!Files.exists(config.auditKey())) {
            throw new CommandFailure(
                    "there is no log key at %s: set AUDIT_SIGNING_KEY_PATH, or start the platform once"
                            .formatted(config.auditKey()));
        }
        String pem = Files.readString(config.auditKey());
        return NoteKey.fromPem(config.logOrigin(), pem).publicKey();
    }

    private static int show(VerifyOutcome outcome, Output output) {
        Map<String, Object> result = new LinkedHashMap<>();
        switch (outcome) {
            case VerifyOutcome.Intact(var size, var root, var checkpoint, var erased) -> {
                output.line("nothing was altered: %d entries, root %s".formatted(size, root.hex()));
                if (erased > 0) {
                    output.line("personal fields were erased from %d of them".formatted(erased));
                    result.put("erased", erased);
                }
                result.put("intact", true);
                result.put("size", size);
                result.put("root", root.hex());
                result.put("checkpoint", checkpoint);
            }
            case VerifyOutcome.Broken(var index, var eventId, var what) -> {
                output.line(
                        "the log is broken%s: %s"
                                .formatted(index.map(at -> " at entry " + at).orElse(""), what));
                result.put("intact", false);
                result.put("what", what);
                index.ifPresent(at -> result.put("index", at));
                eventId.ifPresent(id -> result.put("event", id.toString()));
            }
        }
        output.result(result);
        return outcome instanceof VerifyOutcome.Intact ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static final class Bar implements Progress, AutoCloseable {
        private final Output output;
        private final String task;
        private Optional<ProgressBar> shown = Optional.empty();

        Bar(Output output, String task) {
            this.output = output;
            this.task = task;
        }

        @Override
        public void at(long done, long total) {
            if (shown.isEmpty()) {
                shown = output.progress(task, total);
            }
            shown.ifPresent(bar -> bar.stepTo(done));
        }

        @Override
        public void close() {
            shown.ifPresent(ProgressBar::close);
        }
    }
}
