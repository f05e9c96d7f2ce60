package dev.sentinel.server.cli;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.identity.key.ListedKey;
import dev.sentinel.identity.key.RetireOutcome;
import dev.sentinel.identity.key.RetireOutcome.AlreadyRetired;
import dev.sentinel.identity.key.RetireOutcome.NoSuchKey;
import dev.sentinel.identity.key.RetireOutcome.Retired;
import dev.sentinel.identity.key.RetireOutcome.Urgency;
import dev.sentinel.identity.key.RotateOutcome;
import dev.sentinel.identity.key.RotateOutcome.Rotated;
import dev.sentinel.identity.key.Rotations;
import dev.sentinel.server.ServerConfig;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Works on the database, so it needs no server; those that run see the change within seconds. */
@Command(
        name = "keys",
        description = "The keys that sign tokens: see, rotate, retire, seal them anew.")
final class KeysCommand {
    private final Surroundings surroundings;

    private KeysCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine of(Surroundings surroundings) {
        CommandLine keys = new CommandLine(new KeysCommand(surroundings));
        // A key's id is base64url (RFC 7638): one in 64 begins with a dash, and is no option. One
        // that begins like a real option, as -h does, is named behind a --.
        Objects.requireNonNull(keys.getSubcommands().get("retire"))
                .setUnmatchedOptionsArePositionalParams(true);
        return keys;
    }

    @Command(name = "list", description = "Lists every key with its state and times.")
    int list(@Mixin Output output) {
        List<ListedKey> keys = with(Rotations::list);
        for (ListedKey key : keys) {
            output.line(
                    "%-43s  %-5s  %-7s  %s"
                            .formatted(key.kid(), key.algorithm(), key.state(), remark(key)));
        }
        output.result(Map.of("keys", keys.stream().map(KeysCommand::json).toList()));
        return ExitCode.OK;
    }

    @Command(
            name = "rotate",
            description = {
                "The next key signs: at once when verifiers can know it by now, else as soon as"
                        + " they can. Tokens that are out stay good."
            })
    int rotate(@Mixin Output output) {
        RotateOutcome outcome = with(rotations -> rotations.rotate(operator(), Origin.none()));
        switch (outcome) {
            case Rotated(var active, var retired) -> {
                output.line(
                        "%s signs now; %s verifies until its last token has expired"
                                .formatted(active, retired));
                output.result(Map.of("active", active, "retired", retired));
            }
            case RotateOutcome.Scheduled(var next, var from) -> {
                output.line("%s signs from %s".formatted(next, moment(from)));
                output.result(Map.of("next", next, "signsFrom", from));
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "retire",
            description = "Ends a key; an active one when the next key can take over.")
    int retire(
            @Mixin Output output,
            @Parameters(paramLabel = "KID", description = "the key's id, as list prints it")
                    String kid,
            @Option(
                            names = "--now",
                            description =
                                    "the next key takes over at once, also when some verifiers may"
                                            + " not know it yet")
                    boolean now,
            @Option(
                            names = "--compromised",
                            description =
                                    "at once, and every token that it signed is refused: somebody"
                                            + " else may have the key")
                    boolean compromised) {
        Urgency urgency = urgency(now, compromised);
        RetireOutcome outcome =
                with(rotations -> rotations.retire(kid, urgency, operator(), Origin.none()));
        switch (outcome) {
            case Retired(_, var until) ->
                    ended(output, kid, "signs no longer; it verifies until", until);
            case AlreadyRetired(_, var until) ->
                    ended(output, kid, "has retired; it verifies until", until);
            case RetireOutcome.Scheduled(_, var next, var from) -> {
                output.line(
                        "%s signs until %s takes over at %s".formatted(kid, next, moment(from)));
                output.result(Map.of("kid", kid, "next", next, "signsFrom", from));
            }
            case NoSuchKey _ -> throw new CommandFailure("there is no key " + kid);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "rewrap",
            description = {
                "Seals every key under SENTINEL_KEK that SENTINEL_KEK_PREVIOUS opens. Nothing else"
                        + " changes: tokens stay good."
            })
    int rewrap(@Mixin Output output) {
        List<String> kids = with(rotations -> rotations.rewrap(operator(), Origin.none()));
        output.line("sealed %d keys anew".formatted(kids.size()));
        output.result(Map.of("rewrapped", kids));
        return ExitCode.OK;
    }

    private static void ended(Output output, String kid, String how, Instant until) {
        output.line("%s %s %s".formatted(kid, how, moment(until)));
        output.result(Map.of("kid", kid, "verifiesUntil", until));
    }

    private static Urgency urgency(boolean now, boolean compromised) {
        if (compromised) {
            return Urgency.COMPROMISED;
        }
        return now ? Urgency.NOW : Urgency.ORDERLY;
    }

    private <T> T with(Function<Rotations, T> work) {
        Settings settings = surroundings.settings();
        ServerConfig config = ServerConfig.read(settings);
        IdentityConfig identity = IdentityConfig.of(settings);
        if (!settings.problems().isEmpty()) {
            throw new CommandFailure(String.join("; ", settings.problems()));
        }
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        try (Database database = Database.open(config.database());
                AuditLog audit =
                        new AuditLog(
                                database,
                                Actions.of(Identity.actions()),
                                clock,
                                random,
                                AuditLogConfig.DEFAULT)) {
            return work.apply(Identity.rotations(database, audit, identity, clock, random));
        }
    }

    private static Actor operator() {
        return Actor.system("command line of " + System.getProperty("user.name"));
    }

    private static String remark(ListedKey key) {
        if (key.compromisedAt().isPresent()) {
            return "compromised, refused since " + moment(key.compromisedAt().get());
        }
        return switch (key.state()) {
            case "active" -> "signs since " + moment(key.activatedAt().orElse(key.createdAt()));
            case "next" ->
                    key.signsFrom()
                            .map(from -> "signs from " + moment(from))
                            .orElse("waits since " + moment(key.createdAt()));
            default -> "verifies until " + moment(key.verifiesUntil().orElse(key.createdAt()));
        };
    }

    private static Map<String, Object> json(ListedKey key) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kid", key.kid());
        json.put("algorithm", key.algorithm());
        json.put("state", key.state());
        json.put("createdAt", key.createdAt());
        key.signsFrom().ifPresent(at -> json.put("signsFrom", at));
        key.activatedAt().ifPresent(at -> json.put("activatedAt", at));
        key.retiredAt().ifPresent(at -> json.put("retiredAt", at));
        key.verifiesUntil().ifPresent(at -> json.put("verifiesUntil", at));
        key.compromisedAt().ifPresent(at -> json.put("compromisedAt", at));
        key.kek().ifPresent(id -> json.put("kek", id));
        return json;
    }

    private static String moment(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
