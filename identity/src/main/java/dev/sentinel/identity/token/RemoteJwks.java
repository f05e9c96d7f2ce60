package dev.sentinel.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.agent.AgentId;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of clients that publish them at an address ({@code jwks_uri}, RFC 7591 section 2).
 *
 * <p>A set is kept for ten minutes. It is read again earlier for a key that is not in it, so that a
 * client may rotate, but not within ten seconds of the last attempt: made-up {@code kid}s must not
 * become a stream of requests that we send at somebody.
 */
public final class RemoteJwks {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteJwks.class);
    private static final Duration KEEP = Duration.ofMinutes(10);
    private static final Duration FLOOR = Duration.ofSeconds(10);
    private static final int MAX_ADDRESSES = 10_000;
    private static final int MAX_KEYS = 100;
    private static final int MOST_WAITING = 64;

    private final PinnedFetch fetch;
    private final Clock clock;
    private final Cache<String, Source> sources =
            Caffeine.newBuilder().maximumSize(MAX_ADDRESSES).build();

    /** One address, read by one caller at a time. */
    private static final class Source {
        private final ReentrantLock reading = new ReentrantLock();
        private volatile Published last =
                new Published(MissingNode.getInstance(), Instant.EPOCH, Instant.EPOCH);
    }

    private record Published(JsonNode set, Instant readAt, Instant triedAt) {
        /** Keys of a set that could not be read again are no longer vouched for. */
        private Published vouched(Instant now) {
            return now.isAfter(readAt.plus(KEEP.multipliedBy(2)))
                    ? new Published(MissingNode.getInstance(), readAt, triedAt)
                    : this;
        }

        private boolean has(AgentId client, Predicate<ClientPublicKey> wanted) {
            return ClientPublicKey.of(client, set).stream().anyMatch(wanted);
        }
    }

    /** With {@code alsoPrivate} also from private addresses, as closed networks and demo need. */
    public RemoteJwks(boolean alsoPrivate, Clock clock) {
        this(new PinnedFetch((SSLSocketFactory) SSLSocketFactory.getDefault(), alsoPrivate), clock);
    }

    RemoteJwks(PinnedFetch fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** The client's keys; none while the address does not answer as it should. */
    List<ClientPublicKey> keys(AgentId client, String address, Predicate<ClientPublicKey> wanted) {
        Source source = sources.get(address, _ -> new Source());
        if (begins(source, client, wanted)) {
            try {
                source.last = renewed(client, address, source.last, wanted);
            } finally {
                source.reading.unlock();
            }
        }
        return ClientPublicKey.of(client, source.last.vouched(clock.instant()).set());
    }

    /**
     * Waits for whoever reads already, but only for a key that is not known, no longer than a read
     * may last, and not in a crowd: one address that hangs must not hold every request there is.
     */
    private boolean begins(Source source, AgentId client, Predicate<ClientPublicKey> wanted) {
        if (source.reading.tryLock()) {
            return true;
        }
        if (source.last.vouched(clock.instant()).has(client, wanted)
                || source.reading.getQueueLength() >= MOST_WAITING) {
            return false;
        }
        try {
            return source.reading.tryLock(fetch.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Published renewed(
            AgentId client, String address, Published before, Predicate<ClientPublicKey> wanted) {
        Instant now = clock.instant();
        boolean old = now.isAfter(before.readAt().plus(KEEP));
        boolean mayTry = now.isAfter(before.triedAt().plus(FLOOR));
        boolean needed = mayTry && (old || !before.has(client, wanted));
        return needed ? read(address, before) : before;
    }

    private Published read(String address, Published before) {
        Instant now = clock.instant();
        try {
            JsonNode set = Json.read(fetch.get(URI.create(address)));
            if (!set.path("keys").isArray() || set.path("keys").size() > MAX_KEYS) {
                throw new IOException("not a JWK set of at most " + MAX_KEYS + " keys");
            }
            return new Published(set, now, now);
        } catch (IOException failure) {
            LOG.debug("cannot read keys from {}: {}", address, failure.toString());
            return new Published(before.set(), before.readAt(), now);
        }
    }
}
