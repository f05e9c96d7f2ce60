package dev.sentinel.identity.revocation;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.StreamEntry;
import dev.sentinel.trust.revocation.StreamEntry.Heartbeat;
import dev.sentinel.trust.revocation.StreamEntry.Revoked;
import dev.sentinel.trust.revocation.StreamSeal;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The Redis stream that our own verifiers follow: the fast way, not the store. Every process of
 * identity writes every revocation, in order; the id of an entry is its number, so Redis keeps the
 * first copy and refuses the others. Whoever dies between commit and publication is thus stood in
 * for by the rest.
 *
 * <p>Every method throws {@link Unavailable} when Redis is away.
 */
final class RevocationStream {
    private static final int KEPT = 10_000;

    private final Redis redis;
    private final StreamSeal seal;

    RevocationStream(Redis redis, StreamSeal seal) {
        this.redis = redis;
        this.seal = seal;
    }

    /** Adds to the stream, when there is one. */
    void add(LoggedRevocation each) {
        add(
                each.revocation().sequence() + "-0",
                new Revoked(each.revocation(), each.previous()),
                new XAddArgs().nomkstream());
    }

    /** Says that at this moment nothing had been decided after this position. */
    void beat(Position latest, Instant at) {
        add(id(latest, at), new Heartbeat(latest, at), new XAddArgs().nomkstream());
    }

    /** Throws the stream away and begins it again with what is in force. */
    void beginAgain(Piece piece) {
        redis.call(commands -> commands.del(StreamEntry.KEY));
        for (LoggedRevocation each : piece.revocations()) {
            add(
                    each.revocation().sequence() + "-0",
                    new Revoked(each.revocation(), each.previous()),
                    new XAddArgs());
        }
        if (piece.isComplete()) {
            add(
                    id(piece.through(), piece.asOf()),
                    new Heartbeat(piece.through(), piece.asOf()),
                    new XAddArgs());
        }
    }

    /** The place that the stream has reached; empty when it is empty or its end is not ours. */
    Optional<Position> reached() {
        return end().stream()
                .flatMap(entry -> StreamEntry.open(entry.getBody(), seal).stream())
                .map(entry ->
                        switch (entry) {
                            case Revoked(var revocation, _) -> revocation.position();
                            case Heartbeat(var latest, _) -> latest;
                        })
                .findFirst();
    }

    private List<StreamMessage<String, String>> end() {
        try {
            return redis.call(commands ->
                    commands.xrevrange(StreamEntry.KEY, Range.unbounded(), Limit.from(1)));
        } catch (RedisCommandExecutionException refused) {
            if (String.valueOf(refused.getMessage()).startsWith("WRONGTYPE")) {
                // Somebody has put something else in its place.
                return List.of();
            }
            throw refused;
        }
    }

    /** The time in it: a beat that is older than the one that stands there is refused. */
    private static String id(Position latest, Instant at) {
        return latest.sequence() + "-" + Math.max(1, at.toEpochMilli());
    }

    private void add(String id, StreamEntry entry, XAddArgs args) {
        try {
            redis.call(commands ->
                    commands.xadd(
                            StreamEntry.KEY,
                            args.id(id).maxlen(KEPT).approximateTrimming(),
                            entry.sealed(seal)));
        } catch (RedisCommandExecutionException refused) {
            // Another process was faster. What else it may be, the next look at the end shows.
            if (!String.valueOf(refused.getMessage()).contains("equal or smaller")) {
                throw new Unavailable("redis", refused);
            }
        }
    }
}
