package dev.sentinel.server.cli;

import dev.sentinel.base.config.Settings;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.server.ServerConfig;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.FeedPiece;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.revocation.RevocationFeed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "revocations",
        description = "What has been revoked: the feed that verifiers follow, for people.")
final class RevocationsCommand {
    private static final String SERVICE = "gateway";
    private static final String SCOPE = "revocations:read";
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Surroundings surroundings;

    RevocationsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "list", description = "Lists the revocations in force, oldest first.")
    int list(
            @Mixin Output output,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "only these: ${COMPLETION-CANDIDATES}")
                    Optional<Kind> kind)
            throws IOException, InterruptedException {
        List<Revocation> shown = new ArrayList<>();
        try (Reader reader = new Reader(surroundings)) {
            Position position = Position.START;
            FeedPiece piece;
            do {
                piece = reader.ask(position, Duration.ZERO);
                position = piece.through();
                piece.revocations().stream()
                        .filter(RevocationsCommand::endsSomething)
                        .filter(each -> kind.isEmpty() || kind.get() == each.kind())
                        .forEach(shown::add);
            } while (!piece.isComplete());
        }
        shown.forEach(each -> output.line(line(each)));
        output.line("%d in force".formatted(shown.size()));
        output.result(Map.of("data", shown.stream().map(Revocation::json).toList()));
        return ExitCode.OK;
    }

    @Command(
            name = "watch",
            description =
                    "Shows revocations as they are decided, one a line, until it is stopped; resumes after a break.")
    int watch(
            @Mixin Output output,
            @Option(
                            names = "--since",
                            paramLabel = "N",
                            description = "begin after this number; 0: all in force (default: now)")
                    Optional<Long> since)
            throws InterruptedException {
        try (Reader reader = new Reader(surroundings)) {
            Optional<Position> position = since.map(number -> new Position(number, ""));
            boolean away = false;
            while (true) {
                try {
                    position = Optional.of(show(reader, position, output));
                    away = false;
                } catch (IOException failure) {
                    if (!away) {
                        output.notice("no answer, trying on: " + Failures.describe(failure));
                    }
                    away = true;
                    Thread.sleep(RETRY);
                }
            }
        }
    }

    /** Shows what comes after the position, waiting for it; nothing when there was none yet. */
    private static Position show(Reader reader, Optional<Position> from, Output output)
            throws IOException, InterruptedException {
        if (from.isEmpty()) {
            return reader.end();
        }
        FeedPiece piece = reader.ask(from.get(), WAIT);
        if (piece.snapshot() && from.get().sequence() > 0) {
            output.notice(
                    "after %d the log goes on otherwise: it was restored or purged; all that is in force:"
                            .formatted(from.get().sequence()));
        }
        piece.revocations().stream()
                .filter(RevocationsCommand::endsSomething)
                .forEach(each -> {
                    output.line(line(each));
                    output.result(each.json());
                });
        return piece.through();
    }

    /** One from before any token only tells identity's processes to read a client anew. */
    private static boolean endsSomething(Revocation each) {
        return each.notBefore().isAfter(Instant.EPOCH);
    }

    private static String line(Revocation each) {
        return "%6d  %s  %-10s  %s"
                .formatted(each.sequence(), each.notBefore(), each.kind().word(), each.id());
    }

    /** Asks the feed, as a service of the platform or as an agent that may. */
    private static final class Reader implements AutoCloseable {
        private final HttpClient http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        private final Optional<AgentIdPClient> agent;
        private final RevocationFeed feed;

        private Reader(Surroundings surroundings) {
            Settings settings = surroundings.settings();
            ServerConfig config = ServerConfig.read(settings);
            URI address = config.identityUrl().resolve("/api/v1/revocations");
            if (config.serviceKey().isEmpty()) {
                AgentIdPClient client = surroundings.agent(Set.of(SCOPE));
                agent = Optional.of(client);
                feed = new RevocationFeed(address, () -> "Bearer " + client.accessTokens().get());
            } else {
                agent = Optional.empty();
                feed =
                        new RevocationFeed(
                                address, () -> ServiceKeys.header(SERVICE, config.serviceKey()));
            }
        }

        /** The last position there is. */
        private Position end() throws IOException, InterruptedException {
            Position position = Position.START;
            FeedPiece piece;
            do {
                piece = ask(position, Duration.ZERO);
                position = piece.through();
            } while (!piece.isComplete());
            return position;
        }

        private FeedPiece ask(Position after, Duration wait)
                throws IOException, InterruptedException {
            HttpResponse<byte[]> answer =
                    http.send(
                            feed.question(after, wait),
                            BodyHandlers.limiting(
                                    BodyHandlers.ofByteArray(), RevocationFeed.MAX_BYTES));
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                throw new CommandFailure(
                        "%s answered %d: set SENTINEL_SERVICE_KEY, or use an agent with scope %s"
                                .formatted(feed.address(), answer.statusCode(), SCOPE));
            }
            if (answer.statusCode() != 200) {
                throw new IOException(feed.address() + " answered " + answer.statusCode());
            }
            return FeedPiece.read(answer.body());
        }

        @Override
        public void close() {
            http.shutdownNow();
            agent.ifPresent(AgentIdPClient::close);
        }
    }
}
