package dev.sentinel.bench.revocation;

import dev.sentinel.bench.platform.IdentityPlatform;
import dev.sentinel.bench.platform.JavaChild;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The process of {@link Verifiers}, and what it has said. */
final class VerifierProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter tokens;
    private final Map<Integer, Instant> stale = new ConcurrentHashMap<>();
    private final Map<Integer, Instant> fresh = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, Instant>> refused = new ConcurrentHashMap<>();

    VerifierProcess(IdentityPlatform platform, Relay feed, Relay redis) throws IOException {
        this.process =
                JavaChild.started(
                        JavaChild.of(
                                Verifiers.class.getName(),
                                List.of(),
                                List.of(
                                        "http://127.0.0.1:" + feed.port(),
                                        "redis://127.0.0.1:" + redis.port() + "/0",
                                        platform.setting("ISSUER_URL")),
                                Map.of(
                                        "SENTINEL_SERVICE_KEY",
                                        platform.serviceKey().expose(),
                                        "LOG_LEVEL",
                                        "error"),
                                platform.stage()));
        this.tokens =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::listen);
    }

    /** Begins to verify a token. */
    void watch(String token) throws IOException {
        tokens.write(token);
        tokens.newLine();
        tokens.flush();
    }

    boolean allFresh() {
        return fresh.size() == Verifiers.COUNT;
    }

    boolean allStale() {
        return stale.size() == Verifiers.COUNT;
    }

    /** When each verifier began to refuse everything. */
    Map<Integer, Instant> staleSince() {
        return Map.copyOf(stale);
    }

    /** When each verifier last began to believe good tokens. */
    Map<Integer, Instant> freshSince() {
        return Map.copyOf(fresh);
    }

    boolean allRefused(Set<String> ids) {
        return ids.stream()
                .allMatch(id -> refused.getOrDefault(id, Map.of()).size() == Verifiers.COUNT);
    }

    /** When each verifier refused this token. */
    Map<Integer, Instant> refusedAt(String id) {
        return Map.copyOf(refused.getOrDefault(id, Map.of()));
    }

    static void await(String what, Duration patience, BooleanSupplier condition)
            throws InterruptedException, IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("waited in vain: " + what);
            }
            Thread.sleep(5);
        }
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line.split(" "));
            }
        } catch (IOException _) {
            // The process has ended.
        }
    }

    private void take(String[] words) {
        int verifier = Integer.parseInt(words[1]);
        Instant at = Instant.EPOCH.plus(Long.parseLong(words[words.length - 1]), ChronoUnit.MICROS);
        switch (words[0]) {
            case "fresh" -> {
                stale.remove(verifier);
                fresh.put(verifier, at);
            }
            case "stale" -> {
                fresh.remove(verifier);
                stale.put(verifier, at);
            }
            case "refused" ->
                    refused.computeIfAbsent(words[2], _ -> new ConcurrentHashMap<>())
                            .putIfAbsent(verifier, at);
            default -> throw new IllegalStateException(String.join(" ", words));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
