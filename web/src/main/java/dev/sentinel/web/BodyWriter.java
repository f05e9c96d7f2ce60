package dev.sentinel.web;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the body of an answer that is never whole in memory. It runs on the call's virtual thread
 * and may block: what it writes waits for the client.
 */
@FunctionalInterface
public interface BodyWriter {
    /**
     * Writes all of it.
     *
     * @throws IOException when the client has left; whatever is thrown cuts the answer off, so that
     *     half of it never looks whole
     */
    void writeTo(OutputStream out) throws IOException;
}
