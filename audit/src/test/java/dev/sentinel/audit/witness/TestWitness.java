package dev.sentinel.audit.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.ProofCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A witness of one log (C2SP tlog-witness, "add-checkpoint"), as strict as the text. What it
 * answers beside the text, a test says.
 */
final class TestWitness implements AutoCloseable {
    private final HttpServer server;
    private final NoteKey key;
    private final NotePublicKey log;
    private final AtomicInteger asked = new AtomicInteger();
    private Checkpoint latest;
    private Optional<Integer> always = Optional.empty();
    private NoteKey signsWith;

    TestWitness(String name, NotePublicKey log) throws IOException {
        this.key = NoteKey.generate(name, new SecureRandom());
        this.signsWith = key;
        this.log = log;
        this.latest = new Checkpoint(log.name(), 0, Hash.emptyTree());
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/w/add-checkpoint", this::addCheckpoint);
        server.start();
    }

    /** As a log's settings name it. */
    Witness witness() {
        return new Witness(
                key.cosignerKey(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w/"));
    }

    int asked() {
        return asked.get();
    }

    synchronized long size() {
        return latest.size();
    }

    /** From now on every answer has this status. */
    synchronized void answerAlways(int status) {
        always = Optional.of(status);
    }

    synchronized void answerAgain() {
        always = Optional.empty();
    }

    /** From now on its signatures are another key's. */
    synchronized void signWith(NoteKey other) {
        signsWith = other;
    }

    /** As if it had seen the log at this checkpoint. */
    synchronized void hasSeen(Checkpoint checkpoint) {
        latest = checkpoint;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Reply(int status, String type, String body) {
        static Reply of(int status) {
            return new Reply(status, "text/plain", "");
        }
    }

    private void addCheckpoint(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Reply reply = exchange.getRequestMethod().equals("POST") ? judge(body) : Reply.of(405);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Reply judge(String body) {
        if (always.isPresent()) {
            return Reply.of(always.get());
        }
        int blank = body.indexOf("\n\n");
        String[] lines = body.substring(0, Math.max(0, blank)).split("\n", -1);
        if (blank < 0 || !lines[0].matches("old (0|[1-9][0-9]*)") || lines.length > 64) {
            return Reply.of(400);
        }
        long old = Long.parseLong(lines[0].substring(4));
        SignedNote note;
        Checkpoint checkpoint;
        List<Hash> proof = new ArrayList<>();
        try {
            note = SignedNote.parse(body.substring(blank + 2));
            checkpoint = Checkpoint.parse(note.text());
            for (int i = 1; i < lines.length; i++) {
                proof.add(Hash.of(Base64.getDecoder().decode(lines[i])));
            }
        } catch (IllegalArgumentException _) {
            return Reply.of(400);
        }
        if (!checkpoint.origin().equals(log.name())) {
            return Reply.of(404);
        }
        if (!log.signed(note)) {
            return Reply.of(403);
        }
        if (old > checkpoint.size()) {
            return Reply.of(400);
        }
        if (old != latest.size()) {
            return new Reply(409, "text/x.tlog.size", latest.size() + "\n");
        }
        boolean consistent =
                old == 0
                        ? proof.isEmpty()
                        : ProofCheck.consistent(
                                old, latest.root(), checkpoint.size(), checkpoint.root(), proof);
        if (!consistent) {
            return Reply.of(422);
        }
        latest = checkpoint;
        SignedNote.Signature line = signsWith.cosign(note.text(), Instant.now());
        return new Reply(200, "text/plain; charset=utf-8", line.format());
    }
}
