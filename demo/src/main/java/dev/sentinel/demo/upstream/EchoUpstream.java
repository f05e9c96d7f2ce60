package dev.sentinel.demo.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * One port that plays four services, told apart by the first segment of the path: {@code /nexus},
 * {@code /zen}, {@code /agents}, {@code /ingestion}. What each answers is in {@link Replies}.
 */
public final class EchoUpstream implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 4_096;
    private static final int BACKLOG = 256;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);

    private EchoUpstream(ServerSocket server) {
        this.server = server;
    }

    /** Listens on this machine only; port 0 takes any free one. */
    public static EchoUpstream start(int port) throws IOException {
        EchoUpstream upstream =
                new EchoUpstream(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("echo-upstream").start(upstream::accept);
        return upstream;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                if (!room.tryAcquire()) {
                    socket.close();
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().name("echo-connection").start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The upstream was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Wire wire = new Wire(socket);
            while (wire.next()) {
                Replies.answer(wire);
            }
        } catch (IOException end) {
            // The caller left, or was not understood: either way there is nobody to tell.
        } finally {
            open.remove(socket);
            room.release();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException late) {
            // It closes with the process.
        }
    }
}
