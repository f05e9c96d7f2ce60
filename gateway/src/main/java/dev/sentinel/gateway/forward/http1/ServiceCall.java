package dev.sentinel.gateway.forward.http1;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One call on a connection that is its own until both the request has been sent and the answer has
 * been taken. Given up earlier, it takes the connection with it: what is left on that belongs to
 * nobody.
 */
public final class ServiceCall {
    /** A client that is slower than 16 KB a second may have to give way. */
    private static final long NANOS_A_BYTE = 61_035;

    /**
     * What buffers hold of an answer: they take it in bursts, so that a client which reads steadily
     * seems to stop for as long as such a burst lasts. More is of no use to one that has stopped.
     */
    private static final long MOST_BUFFERED = 192 * 1024;

    private final Connection connection;
    private final CallListener listener;
    private final ArrayDeque<Buffer> held = new ArrayDeque<>(0);
    private @Nullable Answer answer;
    private Runnable drained = () -> {};
    private boolean chunked;
    private boolean begun;
    private boolean sent;
    private boolean paused;
    private boolean whole;
    private boolean taken;
    private boolean over;
    private boolean late;
    private long since;
    private long due;

    ServiceCall(Connection connection, CallListener listener) {
        this.connection = connection;
        this.listener = listener;
        this.since = connection.now();
        this.due = since;
    }

    Connection connection() {
        return connection;
    }

    /** Rings for this call until it ends: for how long is up to the caller. */
    public Alarm alarm() {
        return connection.alarm();
    }

    /** Where the head of this call's request is written. */
    public HeadWriter head() {
        return connection.head();
    }

    /** Sends a request without a body. */
    public void send(boolean toHead) {
        begun = true;
        sent = true;
        connection.sendHead(toHead);
        connection.flush();
    }

    /**
     * Sends the head of a request whose body follows: in chunks, or as long as the head says. It
     * leaves with the first part.
     */
    public void begin(boolean toHead, boolean chunked) {
        begun = true;
        this.chunked = chunked;
        connection.keepHead(toHead);
    }

    /** Sends a part of the body. */
    public void write(Buffer part) {
        if (!over) {
            moved(part.length());
            connection.sendPart(((BufferInternal) part).getByteBuf(), chunked);
            connection.flush();
        }
    }

    /** The request is whole. */
    public void end() {
        if (over || sent) {
            return;
        }
        sent = true;
        if (chunked) {
            connection.sendLastChunk();
        }
        connection.flush();
        connection.settle();
    }

    /** Whether the service reads slower than parts are written: wait for {@link #onDrain}. */
    public boolean isFull() {
        return !connection.isWritable();
    }

    public void onDrain(Runnable handler) {
        drained = handler;
    }

    /** Gives the call up; the listener hears no more. Nothing when it is over. */
    public void reset() {
        if (over || isOver()) {
            // The connection may be on another's call by now.
            return;
        }
        over = true;
        if (begun) {
            connection.close();
        } else {
            connection.settle();
        }
    }

    void pause() {
        if (!over && !taken) {
            paused = true;
            connection.read(whole);
            if (!late) {
                since = connection.now();
            }
        }
    }

    void resume() {
        if (!paused || over) {
            return;
        }
        paused = false;
        // Who was too slow until now does not begin anew with each piece that it takes.
        late = connection.now() - due > 0;
        Answer coming = answer;
        while (coming != null && !held.isEmpty() && !paused && !over) {
            pass(coming, held.removeFirst());
        }
        if (paused || over) {
            return;
        }
        if (whole) {
            finish();
            connection.settle();
        } else {
            connection.read(true);
        }
    }

    void hinted(HttpHeaders hints) {
        if (!over) {
            listener.hinted(hints);
        }
    }

    void answered(HttpResponse head) {
        Answer begins = new Answer(this, head);
        answer = begins;
        if (!over) {
            listener.answered(begins);
        }
    }

    void part(Buffer part) {
        Answer coming = answer;
        if (over || coming == null) {
            return;
        }
        if (paused) {
            held.addLast(part);
        } else {
            pass(coming, part);
        }
    }

    private void pass(Answer coming, Buffer part) {
        moved(part.length());
        coming.part(part);
    }

    /** The last part has come. */
    void whole() {
        whole = true;
        if (paused) {
            // What comes now is not this answer's, and must be seen before the next call begins.
            connection.read(true);
        } else {
            finish();
        }
    }

    private void finish() {
        taken = true;
        Answer coming = answer;
        if (!over && coming != null) {
            coming.end();
        }
    }

    void drained() {
        if (!over) {
            // The client could not go on before.
            since = connection.now();
            due = Math.max(due, since);
            drained.run();
        }
    }

    void failed(Fault fault) {
        // An answer that is whole needs no connection any more, however slowly it is taken.
        if (!over && !whole) {
            over = true;
            listener.failed(fault);
        }
    }

    boolean isAnswered() {
        return answer != null;
    }

    /** Whether all of the answer has come, if not been taken yet. */
    boolean isWhole() {
        return whole;
    }

    /** Whether the answer is whole, and waits for whoever takes it. */
    boolean isDraining() {
        return whole && !taken && !over;
    }

    /** The client may take as long for the next bytes as these take at the lowest rate. */
    private void moved(int bytes) {
        long now = connection.now();
        long next = Math.max(due, now) + bytes * NANOS_A_BYTE;
        due = Math.min(next, now + MOST_BUFFERED * NANOS_A_BYTE);
    }

    /** Whether the client, and not the service, has held up the call, for so long at least. */
    boolean isHeldUp(long nanos) {
        boolean byClient = paused || (begun && !sent && connection.isWritable());
        if (!byClient || over) {
            return false;
        }
        long now = connection.now();
        return now - since > nanos && now - due > 0;
    }

    /** Whether the connection is free for another call. */
    boolean isOver() {
        return (sent && taken) || (over && !begun);
    }
}
