package dev.sentinel.server.cli;

import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.Identity;
import dev.sentinel.identity.IdentityConfig;
import dev.sentinel.identity.bootstrap.FirstAdministrator;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome;
import dev.sentinel.server.ServerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;

/** Identity without its ports, for as long as it takes to make an administrator. */
final class AdministratorSetup {
    private static final Pattern WORKSPACE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private AdministratorSetup() {}

    static Outcome run(Surroundings surroundings, String workspace, String owner, boolean force) {
        if (!WORKSPACE.matcher(workspace).matches()) {
            throw new CommandFailure(
                    "--workspace is '%s': use lower case letters, digits and '-'"
                            .formatted(workspace));
        }
        Settings settings = surroundings.settings();
        ServerConfig server = ServerConfig.read(settings);
        IdentityConfig config = IdentityConfig.of(settings);
        if (!settings.problems().isEmpty()) {
            throw new CommandFailure(String.join("; ", settings.problems()));
        }
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        try (Database database = Database.open(server.database());
                Redis redis = Redis.open(server.redisUrl());
                AuditLog audit =
                        new AuditLog(
                                database,
                                Actions.of(Identity.actions()),
                                clock,
                                random,
                                AuditLogConfig.DEFAULT);
                Identity identity =
                        new Identity(
                                database,
                                redis,
                                audit,
                                new AuditQueries(database),
                                new LogProofs(database),
                                () -> true,
                                config,
                                _ -> false,
                                new SimpleMeterRegistry(),
                                clock,
                                random)) {
            FirstAdministrator first = identity.firstAdministrator();
            return force ? first.replace(workspace, owner) : first.make(workspace, owner);
        } catch (Unavailable away) {
            throw new CommandFailure(
                    "the database of the settings does not answer: " + away.getMessage(), away);
        }
    }
}
