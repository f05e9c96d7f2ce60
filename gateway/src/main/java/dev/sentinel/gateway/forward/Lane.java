package dev.sentinel.gateway.forward;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One event loop's share of a service: its connections, and its calls. Lives on that loop only,
 * except for {@link #retire}.
 */
final class Lane {
    /** Room to look at a part of an answer, shared by the calls of a loop, one at a time. */
    static final int SCRATCH = 16 * 1024;

    private final Context loop;
    private final HttpClient client;
    private final Supplier<HttpClient> tunnels;
    private final int connections;
    private final int waiting;
    private final int mostTunnels;
    private final byte[] scratch = new byte[SCRATCH];
    private Optional<HttpClient> tunnelClient = Optional.empty();
    private int calls;
    private int open;
    private boolean retired;

    /** {@code tunnels} makes the client for WebSockets, when there is a first one. */
    Lane(
            Context loop,
            HttpClient client,
            Supplier<HttpClient> tunnels,
            int connections,
            int waiting,
            int mostTunnels) {
        this.loop = loop;
        this.client = client;
        this.tunnels = tunnels;
        this.connections = connections;
        this.waiting = waiting;
        this.mostTunnels = mostTunnels;
    }

    HttpClient client() {
        return client;
    }

    /** A client of its own: WebSockets live long, and must not use up the pool of the calls. */
    HttpClient tunnelClient() {
        HttpClient own = tunnelClient.orElseGet(tunnels);
        tunnelClient = Optional.of(own);
        return own;
    }

    byte[] scratch() {
        return scratch;
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
        closeIfIdle();
    }

    boolean enterTunnel() {
        if (open >= mostTunnels) {
            return false;
        }
        open++;
        return true;
    }

    void leaveTunnel() {
        open--;
        closeIfIdle();
    }

    /** Whether one of the calls has to wait for another to end. */
    boolean isFull() {
        return calls > connections;
    }

    /** No new calls will come: closes the connections when the last one has ended. */
    void retire() {
        loop.runOnContext(_ -> {
            retired = true;
            closeIfIdle();
        });
    }

    private void closeIfIdle() {
        if (retired && calls == 0 && open == 0) {
            close();
        }
    }

    void close() {
        client.close();
        tunnelClient.ifPresent(HttpClient::close);
    }
}
