package dev.sentinel.audit.witness;

import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.witness.WitnessAnswer.AtSize;
import dev.sentinel.audit.witness.WitnessAnswer.Refused;
import dev.sentinel.audit.witness.WitnessAnswer.Signed;
import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Speaks {@code add-checkpoint} with witnesses. What they say is read with limits. */
final class WitnessClient implements AutoCloseable {
    private static final int LONGEST_ANSWER = 64 * 1_024;

    private final HttpClient http;
    private final Duration patience;

    WitnessClient(Duration patience) {
        this.patience = patience;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * Submits a checkpoint.
     *
     * @param old the size that the witness has cosigned last
     * @param proof that the log of {@code old} entries is a beginning of the checkpoint's
     * @throws Unavailable when the witness does not answer
     */
    WitnessAnswer addCheckpoint(Witness witness, long old, List<Hash> proof, String checkpoint) {
        StringBuilder body = new StringBuilder("old ").append(old).append('\n');
        proof.forEach(hash -> body.append(hash.base64()).append('\n'));
        body.append('\n').append(checkpoint);
        HttpRequest request =
                HttpRequest.newBuilder(witness.prefix().resolve("add-checkpoint"))
                        .timeout(patience)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
        try {
            return answer(
                    http.send(
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER)));
        } catch (IOException failure) {
            throw new Unavailable("witness " + witness.name(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("witness " + witness.name(), interrupted);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static WitnessAnswer answer(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        return switch (response.statusCode()) {
            case 200 -> signed(body);
            case 409 -> atSize(response, body);
            case 403 -> new Refused("it does not trust the log's key");
            case 404 -> new Refused("it does not know this log");
            case 422 -> new Refused("it holds the log for inconsistent");
            default -> new Refused("it answered " + response.statusCode());
        };
    }

    private static WitnessAnswer signed(String body) {
        try {
            return new Signed(body.lines().map(SignedNote.Signature::parse).toList());
        } catch (IllegalArgumentException malformed) {
            return new Refused("its answer is no signature: " + malformed.getMessage());
        }
    }

    private static WitnessAnswer atSize(HttpResponse<byte[]> response, String body) {
        boolean isSize =
                response.headers()
                        .firstValue("Content-Type")
                        .filter("text/x.tlog.size"::equals)
                        .isPresent();
        return isSize && body.matches("(0|[1-9][0-9]{0,17})\n")
                ? new AtSize(Long.parseLong(body.stripTrailing()))
                : new Refused("it answered 409 without saying its size");
    }
}
