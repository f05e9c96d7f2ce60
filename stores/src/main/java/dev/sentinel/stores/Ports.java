package dev.sentinel.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
public final class Ports {
    private Ports() {}

    /**
     * A port that is free now. Somebody else may take it before the caller does: then try again.
     */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException("no free port on loopback", failure);
        }
    }

    /** Whether something listens on the port already, on loopback or on every address. */
    public static boolean taken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do it: connections of a process that just ended do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
