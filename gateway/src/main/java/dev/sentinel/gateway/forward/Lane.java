package dev.sentinel.gateway.forward;

import io.vertx.core.http.HttpClient;

/** One event loop's share of a service: its connections, and its calls. Lives on that loop only. */
final class Lane {
    private final HttpClient client;
    private final int connections;
    private final int waiting;
    private int calls;

    Lane(HttpClient client, int connections, int waiting) {
        this.client = client;
        this.connections = connections;
        this.waiting = waiting;
    }

    HttpClient client() {
        return client;
    }

    /** Takes a place among the calls; false when all, and those to wait, are taken. */
    boolean enter() {
        if (calls >= connections + waiting) {
            return false;
        }
        calls++;
        return true;
    }

    void leave() {
        calls--;
    }

    /** Whether one of the calls has to wait for another to end. */
    boolean isFull() {
        return calls > connections;
    }
}
