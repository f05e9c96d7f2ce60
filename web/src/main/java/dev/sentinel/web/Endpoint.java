package dev.sentinel.web;

/** Answers one request. Runs on a virtual thread: it may block. */
@FunctionalInterface
public interface Endpoint {
    Response handle(Request request);
}
