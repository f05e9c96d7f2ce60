package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Erasing people from the audit log, for administrators: one asks, another approves. Every call
 * throws {@link AgentIdPException}.
 */
public final class ErasuresClient {
    private static final String PATH = "/api/v1/audit/erasures";

    /**
     * The server reads a whole log; giving up earlier would not stop it, only hide how it ended.
     */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Calls calls;

    ErasuresClient(Calls calls) {
        this.calls = calls;
    }

    /**
     * Asks.
     *
     * @param alsoKnownAs values, such as addresses, by which the person stands in events of others
     */
    public Erasure requestErasure(String personId, String reason, List<String> alsoKnownAs) {
        return Wire.await(
                calls.json(
                        "POST",
                        PATH,
                        Map.of("personId", personId, "reason", reason, "alsoKnownAs", alsoKnownAs),
                        new TypeReference<Erasure>() {}));
    }

    /**
     * Approves what another administrator asked for; returns from how many events fields went.
     * Waits for as long as it takes, up to an hour.
     */
    public long approveErasure(String erasureId) {
        String path = PATH + "/" + Calls.segment(erasureId) + "/approval";
        return Wire.await(
                        calls.patient(LONGEST)
                                .json("PUT", path, Map.of(), new TypeReference<Approved>() {}))
                .erased();
    }

    private record Approved(String erasureId, long erased) {}
}
