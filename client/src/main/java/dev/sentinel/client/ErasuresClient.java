package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Erasing people from the audit log, for administrators: one asks, another approves. Every call
 * throws {@link AgentIdPException}.
 */
public final class ErasuresClient {
    private static final String PATH = "/api/v1/audit/erasures";

    private final Wire wire;
    private final Supplier<String> tokens;

    ErasuresClient(Wire wire, Supplier<String> tokens) {
        this.wire = wire;
        this.tokens = tokens;
    }

    /**
     * Asks.
     *
     * @param alsoKnownAs values, such as addresses, by which the person stands in events of others
     */
    public Erasure requestErasure(String personId, String reason, List<String> alsoKnownAs) {
        return wire.call(
                "POST",
                PATH,
                tokens.get(),
                Map.of("personId", personId, "reason", reason, "alsoKnownAs", alsoKnownAs),
                new TypeReference<Erasure>() {});
    }

    /** Approves what another administrator asked for; returns from how many events fields went. */
    public long approveErasure(String erasureId) {
        String path = PATH + "/" + URLEncoder.encode(erasureId, StandardCharsets.UTF_8);
        return wire.call("PUT", path + "/approval", tokens.get(), new TypeReference<Approved>() {})
                .erased();
    }

    private record Approved(String erasureId, long erased) {}
}
