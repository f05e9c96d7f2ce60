package dev.sentinel.gateway.wire;

import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service made of raw sockets: keeps every byte it is sent, and does what the test tells it. */
final class RecordingUpstream implements AutoCloseable {
    /** What happens on one connection. */
    interface Script {
        void serve(Bytes connection, int number) throws IOException;
    }

    private final ServerSocket server;
    private final List<Bytes> connections = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private RecordingUpstream(Script script) throws IOException {
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("upstream").start(() -> accept(script));
    }

    /** Answers every request on a connection in the same way. */
    static RecordingUpstream answering(String response) throws IOException {
        List<RecordingUpstream> self = new ArrayList<>();
        RecordingUpstream upstream =
                new RecordingUpstream((connection, _) -> {
                    while (true) {
                        String request = connection.readMessage();
                        self.getFirst().requests.add(request);
                        connection.send(response);
                    }
                });
        self.add(upstream);
        return upstream;
    }

    static RecordingUpstream ok() throws IOException {
        return answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok");
    }

    /** Tells in JSON what has arrived, as the upstream of the demo does. */
    static RecordingUpstream telling() throws IOException {
        return serving((connection, _) -> {
            while (true) {
                String request = connection.readMessage();
                String[] head = request.substring(0, request.indexOf("\r\n\r\n")).split("\r\n", -1);
                String[] start = head[0].split(" ", -1);
                String body =
                        Json.text(
                                Map.of(
                                        "method",
                                        start[0],
                                        "target",
                                        start[1],
                                        "headers",
                                        List.of(head).subList(1, head.length)));
                connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
            }
        });
    }

    static RecordingUpstream serving(Script script) throws IOException {
        return new RecordingUpstream(script);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next request that was read whole, by its own framing. */
    String nextRequest() throws InterruptedException {
        String request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request has arrived");
        }
        return request;
    }

    /** What was asked until now is of no interest any more. */
    void forget() {
        requests.clear();
    }

    /** Every byte of every connection. */
    String everything() {
        StringBuilder all = new StringBuilder();
        connections.forEach(connection -> all.append(connection.seen()));
        return all.toString();
    }

    int connectionCount() {
        return connections.size();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                Bytes connection = new Bytes(socket);
                connections.add(connection);
                int number = connections.size();
                Thread.ofVirtual()
                        .start(() -> {
                            try (connection) {
                                script.serve(connection, number);
                            } catch (IOException end) {
                                // The other side closed; what came is recorded.
                            }
                        });
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Bytes connection : connections) {
            connection.close();
        }
    }
}
