package dev.sentinel.trust.revocation;

import dev.sentinel.trust.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends streams (server-sent events, WebSockets, long downloads) with the token that opened them. A
 * request's token is judged once, when it begins; a stream would outlive every revocation.
 *
 * <p>Its holder is told once, and closes the stream: because the token was revoked, has expired, or
 * can no longer be judged, for a verifier that has heard nothing for too long refuses tokens.
 */
public final class OpenStreams implements AutoCloseable {
    /** Why a stream must be closed. */
    public enum End {
        REVOKED,
        EXPIRED,
        UNVERIFIABLE
    }

    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Revocations revocations;
    private final Clock clock;
    private final Semaphore room;
    private final ConcurrentMap<String, Set<Stream>> byId = new ConcurrentHashMap<>();
    private final Set<Stream> all = ConcurrentHashMap.newKeySet();
    private final Thread looking;

    /** Holds at most so many streams at once. */
    public OpenStreams(Revocations revocations, Clock clock, int most) {
        this.revocations = revocations;
        this.clock = clock;
        this.room = new Semaphore(most);
        revocations.tell(this::revoked);
        this.looking = Thread.ofVirtual().name("open-streams").start(this::look);
    }

    /** A stream that is being watched over. */
    public interface Registration extends AutoCloseable {
        /** The stream has ended by itself: nobody is told any more. */
        @Override
        void close();
    }

    /**
     * Watches over a stream from now on.
     *
     * @param closing is called at most once, on a thread of its own, also when the token was
     *     revoked between its verification and this call
     * @return empty when there is no room for one more: refuse the stream
     */
    public Optional<Registration> register(VerifiedToken token, Consumer<End> closing) {
        if (!room.tryAcquire()) {
            return Optional.empty();
        }
        Stream stream = new Stream(token, closing);
        all.add(stream);
        ids(token)
                .forEach(id ->
                        byId.compute(
                                id,
                                (_, streams) -> {
                                    Set<Stream> held =
                                            streams == null
                                                    ? ConcurrentHashMap.newKeySet()
                                                    : streams;
                                    held.add(stream);
                                    return held;
                                }));
        // Only now: a revocation that came before was told to nobody, a later one finds it.
        judge(stream);
        return Optional.of(stream);
    }

    /** How many there are now. */
    public int size() {
        return all.size();
    }

    @Override
    public void close() {
        looking.interrupt();
    }

    private void revoked(Revocation revocation) {
        byId.getOrDefault(revocation.id(), Set.of()).forEach(this::judge);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                all.forEach(this::judgeOrEnd);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that cannot be judged must not keep the others from it, nor go on. */
    private void judgeOrEnd(Stream stream) {
        try {
            judge(stream);
        } catch (RuntimeException | Error failure) {
            LOG.error("an open stream could not be judged and is ended", failure);
            stream.end(End.UNVERIFIABLE);
        }
    }

    private void judge(Stream stream) {
        if (revocations.covers(stream.token)) {
            stream.end(End.REVOKED);
        } else if (!clock.instant().isBefore(stream.token.expiresAt())) {
            stream.end(End.EXPIRED);
        } else if (!revocations.fresh()) {
            stream.end(End.UNVERIFIABLE);
        }
    }

    private static List<String> ids(VerifiedToken token) {
        List<String> ids = new ArrayList<>();
        ids.add(token.tokenId());
        token.sessionId().ifPresent(ids::add);
        ids.addAll(token.links());
        ids.addAll(token.chain());
        return ids;
    }

    private final class Stream implements Registration {
        private final VerifiedToken token;
        private final Consumer<End> closing;
        private final AtomicBoolean over = new AtomicBoolean();

        private Stream(VerifiedToken token, Consumer<End> closing) {
            this.token = token;
            this.closing = closing;
        }

        /** On a thread of its own: a slow stream must not hold up the revocation of others. */
        private void end(End why) {
            if (leave()) {
                Thread.ofVirtual()
                        .name("end-of-stream")
                        .uncaughtExceptionHandler(
                                (_, failure) -> LOG.warn("a stream was not closed", failure))
                        .start(() -> closing.accept(why));
            }
        }

        @Override
        public void close() {
            leave();
        }

        private boolean leave() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            all.remove(this);
            ids(token)
                    .forEach(id ->
                            byId.computeIfPresent(
                                    id,
                                    (_, streams) -> {
                                        streams.remove(this);
                                        return streams.isEmpty() ? null : streams;
                                    }));
            room.release();
            return true;
        }
    }
}
