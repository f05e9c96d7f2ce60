package dev.sentinel.web;

import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real listener on a free port, with routes that do what tests look at. */
final class Edge implements AutoCloseable {
    final AtomicInteger executed = new AtomicInteger();
    final CountDownLatch entered = new CountDownLatch(1);
    final Semaphore leave = new Semaphore(0);
    final CompletableFuture<Response> later = new CompletableFuture<>();
    final BlockingQueue<FinishedCall> finished = new LinkedBlockingQueue<>();
    private final WebServer server;
    private final Listener listener;

    Edge() throws IOException {
        this(limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    Edge(ListenerConfig config) throws IOException {
        this(config, Duration.ofSeconds(20));
    }

    /** With another limit for how long a connection may take to say what it speaks. */
    Edge(ListenerConfig config, Duration arrival) throws IOException {
        server = WebServer.start(Clock.systemUTC(), arrival);
        listener =
                server.listen(
                        config, RouteTable.of(List.of(this::routes)), Edge::caller, finished::add);
    }

    static ListenerConfig limits(Duration head, Duration idle, Duration body) {
        return new ListenerConfig("test", "127.0.0.1", 0, Dialect.AGENT, 64, 64, head, idle, body);
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    int port() {
        return listener.port();
    }

    Listener listener() {
        return listener;
    }

    /** The next call that the observer is told of. */
    FinishedCall nextFinished() throws InterruptedException {
        FinishedCall call = finished.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call was observed");
        }
        return call;
    }

    @Override
    public void close() {
        server.close();
    }

    private List<Route> routes() {
        return List.of(
                Route.get("/hello").dialect(Dialect.PROBLEM).access(open()).to(this::hello),
                Route.get("/who").dialect(Dialect.DETAIL).access(signedIn()).to(this::who),
                Route.post("/upload").access(signedIn()).to(this::echo),
                Route.post("/echo").maxBody(1_000).access(open()).to(this::echo),
                Route.post("/json").access(open()).to(this::json),
                Route.post("/bug").access(open()).to(this::bug),
                Route.get("/error").access(open()).to(_ -> error()),
                Route.get("/away").access(open()).to(_ -> away()),
                Route.get("/split").access(open()).to(_ -> split()),
                Route.get("/cookies").access(open()).to(_ -> cookies()),
                Route.get("/empty").access(open()).to(_ -> Response.noContent()),
                Route.get("/int").access(open()).to(this::wholeNumber),
                Route.get("/slow").access(open()).to(this::slow),
                Route.get("/at-once").access(open()).to(Endpoint.atOnce(this::atOnce, this::hello)),
                Route.get("/later").access(open()).to(_ -> later()),
                Route.get("/written").access(open()).to(this::written),
                Route.post("/unread").access(open()).stream(_ -> {}),
                Route.any("/stream/{rest*}").access(signedIn()).stream(this::stream));
    }

    private Response hello(Request request) {
        executed.incrementAndGet();
        return Response.json(
                200,
                Map.of(
                        "n", request.query("n").orElse(""),
                        "thread", Thread.currentThread().isVirtual(),
                        "request_id", request.requestId()));
    }

    private Response who(Request request) {
        executed.incrementAndGet();
        return Response.json(200, Map.of("caller", request.caller().id()));
    }

    private Response echo(Request request) {
        executed.incrementAndGet();
        return Response.bytes(200, "application/octet-stream", request.body());
    }

    private Response json(Request request) {
        executed.incrementAndGet();
        return Response.json(200, Map.of("name", request.json().text("name", 10)));
    }

    private Response bug(Request request) {
        throw new IllegalStateException("secret cause " + request.path());
    }

    private Response wholeNumber(Request request) {
        return Response.json(200, Map.of("n", request.queryInt("n", 7, -1, 100)));
    }

    private static Response error() {
        throw new AssertionError("not a RuntimeException");
    }

    private static Response away() {
        throw new Unavailable("postgres", new IOException("10.0.0.7 refused"));
    }

    private static Response split() {
        return Response.noContent().header("X-Name", "a\r\nSet-Cookie: b=c");
    }

    private static Response cookies() {
        return Response.json(200, Map.of())
                .cookie("a=1; HttpOnly")
                .cookie("b=2")
                .header("Cache-Control", "max-age=60");
    }

    private Response slow(Request request) {
        entered.countDown();
        leave.acquireUninterruptibly();
        return Response.json(200, Map.of("slow", request.query("n").orElse("")));
    }

    private Optional<Response> atOnce(Request request) {
        return switch (request.query("tells").orElseThrow()) {
            case "it" -> Optional.of(hello(request));
            case "stream" -> Optional.of(written(request));
            case "problem" -> throw Problem.forbidden("no");
            case "bug" -> throw new IllegalStateException("secret cause");
            default -> Optional.empty();
        };
    }

    private Response later() {
        entered.countDown();
        return Response.later(later);
    }

    /** A body of so many lines of 1,000 bytes, which {@code failsAt} one of them, or never. */
    private Response written(Request request) {
        int lines = request.queryInt("lines", 0, 0, 100_000_000);
        int failsAt = request.queryInt("failsAt", -1, -1, 100_000_000);
        return Response.streamed(
                200,
                "text/plain",
                out -> {
                    byte[] line = ("x".repeat(999) + "\n").getBytes(StandardCharsets.US_ASCII);
                    try {
                        for (int i = 0; i < lines; i++) {
                            if (i == failsAt) {
                                throw new IllegalStateException("secret cause");
                            }
                            out.write(line);
                            executed.incrementAndGet();
                        }
                    } finally {
                        entered.countDown();
                    }
                });
    }

    private void stream(Exchange exchange) {
        executed.incrementAndGet();
        var response = exchange.raw().response().setChunked(true);
        exchange.raw().handler(response::write);
        exchange.raw().endHandler(_ -> response.end());
        exchange.raw().resume();
    }

    private static Optional<Caller> caller(Head head) {
        return head.header("Authorization")
                .map(value -> {
                    if (value.equals("Bearer unjudged")) {
                        throw new Unavailable("revocations", "nothing heard");
                    }
                    if (!value.equals("Bearer alice")) {
                        throw Problem.unauthenticated("the token is not good");
                    }
                    return new Alice();
                });
    }

    static Access open() {
        return new Rule(true);
    }

    static Access signedIn() {
        return new Rule(false);
    }

    private record Alice() implements Caller {
        @Override
        public String id() {
            return "alice";
        }

        @Override
        public String workspace() {
            return "acme";
        }
    }

    private record Rule(boolean isOpen) implements Access {
        @Override
        public String describe() {
            return isOpen ? "open" : "signed in";
        }

        @Override
        public Verdict judge(Optional<Caller> caller) {
            return caller.isPresent() ? new Verdict.Allowed() : new Verdict.WhoAreYou();
        }
    }
}
