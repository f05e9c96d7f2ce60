package dev.sentinel.gateway.registry;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call that the dashboard is made from.
 *
 * @param service whose it is
 * @param path public, as the caller would ask for it: the caller needs the right to
 * @param fields from the block of the dashboard to the place in the answer (RFC 6901)
 */
public record DashboardSource(String service, String path, Map<String, JsonPointer> fields) {
    public DashboardSource {
        // In the order of the file.
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
