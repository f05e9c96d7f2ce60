package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.ServicePool;
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
    private final ServicePool pool;
    private final Supplier<HttpClient> tunnels;
    private final int mostCalls;
    private final int mostTunnels;
    private final byte[] scratch = new byte[SCRATCH];
    private Optional<HttpClient> tunnelClient = Optional.empty();
    private int calls;
    private int open;
    private boolean retired;

    /** {@code tunnels} makes the client for WebSockets, when there is a first one. */
    Lane(
            Context loop,
            ServicePool pool,
            Supplier<HttpClient> tunnels,
            int mostCalls,
            int mostTunnels) {
        this.loop = loop;
        this.pool = pool;
        this.tunnels = tunnels;
        this.mostCalls = mostCalls;
        this.mostTunnels = mostTunnels;
    }

    ServicePool pool() {
        return pool;
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
        if (calls >= mostCalls) {
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
        pool.close();
        tunnelClient.ifPresent(HttpClient::close);
    }
}
