package dev.sentinel.bench.revocation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a port on this machine that can be cut: dropped, as by a crash, or silent, as by a lost
 * cable.
 */
final class Relay implements AutoCloseable {
    /** How the way is. */
    enum State {
        OPEN,
        /** Connections are reset, new ones too. */
        DROPPED,
        /** Connections stay, and new ones are accepted, but nothing passes. */
        SILENT
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.OPEN;

    Relay(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void become(State wanted) {
        state = wanted;
        notifyAll();
        if (wanted == State.DROPPED) {
            sockets.forEach(Relay::reset);
            sockets.clear();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        become(State.DROPPED);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void join(Socket near) {
        try {
            if (!add(near)) {
                return;
            }
            awaitSound();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            if (!add(far)) {
                reset(near);
                return;
            }
            Thread.ofVirtual().start(() -> pump(near, far));
            pump(far, near);
        } catch (IOException _) {
            reset(near);
        }
    }

    private synchronized boolean add(Socket socket) {
        if (state == State.DROPPED) {
            reset(socket);
            return false;
        }
        sockets.add(socket);
        return true;
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitSound();
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // Either side has ended.
        }
        reset(from);
        reset(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private synchronized void awaitSound() throws IOException {
        try {
            while (state == State.SILENT) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // Gone already.
        }
    }
}
