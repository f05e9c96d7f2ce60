package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.envelope.Wrapping;
import dev.sentinel.gateway.forward.http1.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * A JSON answer on its way into the envelope: the service's own bytes between a head and a tail, so
 * that no digit changes, in constant memory. {@link Wrapping} decides; this moves the bytes.
 */
final class WrappedBody {
    private static final Buffer HEAD = Buffer.buffer(Wrapping.head());
    private static final Buffer TAIL = Buffer.buffer(Wrapping.tail());

    /** What the answer becomes, told while it comes. */
    interface Course {
        /** The head may go out; false when it must not, and nothing more is sent. */
        boolean begin();

        /** All has been passed on, and will have left. */
        void finished(Future<Void> left);

        /** What comes is not JSON, or ended before its end. */
        void broken();
    }

    private final Answer from;
    private final Patience patience;
    private final Course course;
    private final byte[] scratch;
    private final AnswerStream stream;
    private final Wrapping wrapping = new Wrapping();
    private @Nullable Buffer held;
    private boolean ours;
    private boolean begun;
    private boolean wraps;
    private boolean over;

    WrappedBody(
            Answer from,
            HttpServerRequest request,
            Patience patience,
            byte[] scratch,
            Course course) {
        this.from = from;
        this.patience = patience;
        this.scratch = scratch;
        this.course = course;
        this.stream = new AnswerStream(from, request, patience);
    }

    void send() {
        from.onPart(this::take);
        from.onEnd(this::end);
    }

    private void take(Buffer chunk) {
        if (over) {
            return;
        }
        patience.progressed();
        if (!scan(chunk)) {
            stop();
            return;
        }
        if (begun) {
            stream.write(chunk);
            return;
        }
        hold(chunk);
        if (!wrapping.isOpen() && begin(ResponseHeaders.length(from))) {
            stream.write(opening());
        }
    }

    private void end() {
        if (over) {
            return;
        }
        if (!wrapping.isWhole()) {
            stop();
            return;
        }
        over = true;
        if (begun) {
            course.finished(wraps ? stream.end(TAIL) : stream.end());
        } else if (begin(opened())) {
            course.finished(stream.end(wraps ? opening().appendBuffer(TAIL) : opening()));
        }
    }

    private boolean scan(Buffer chunk) {
        for (int from = 0; from < chunk.length(); from += scratch.length) {
            int to = Math.min(chunk.length(), from + scratch.length);
            chunk.getBytes(from, to, scratch);
            if (!wrapping.take(scratch, 0, to - from)) {
                return false;
            }
        }
        return true;
    }

    private void hold(Buffer chunk) {
        Buffer before = held;
        if (before == null) {
            held = chunk;
        } else if (ours) {
            before.appendBuffer(chunk);
        } else {
            // The first part is the framework's; what grows is ours.
            held = Buffer.buffer(Wrapping.HELD).appendBuffer(before).appendBuffer(chunk);
            ours = true;
        }
    }

    /** {@code length} of the service's answer, when it is known. */
    private boolean begin(long length) {
        wraps = !wrapping.isEnvelope();
        if (!course.begin()) {
            over = true;
            return false;
        }
        begun = true;
        long around = wraps ? HEAD.length() + TAIL.length() : 0;
        stream.begin(length < 0 ? -1 : length + around);
        return true;
    }

    private long opened() {
        return held == null ? 0 : held.length();
    }

    /** What was held, behind the head when it wraps. */
    private Buffer opening() {
        Buffer beginning = held == null ? Buffer.buffer() : held;
        held = null;
        if (!wraps) {
            return beginning;
        }
        return Buffer.buffer(HEAD.length() + beginning.length() + TAIL.length())
                .appendBuffer(HEAD)
                .appendBuffer(beginning);
    }

    private void stop() {
        over = true;
        held = null;
        course.broken();
    }
}
