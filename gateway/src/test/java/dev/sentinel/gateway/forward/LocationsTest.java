package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.gateway.registry.Mounting;
import dev.sentinel.gateway.registry.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract studio §7.2: inside the service's base URL, rewritten; anything else, dropped. */
class LocationsTest {
    private static final Origin NEXUS = new Origin(false, "nexus", 8000);
    private static final Mounting FIRST = new Mounting("/api/v1/nexus", "/base/v1");
    private static final Mounting SECOND = new Mounting("/api/v2/nexus", "/base/v2");
    private final Locations locations = new Locations(NEXUS, List.of(FIRST, SECOND));

    @ParameterizedTest
    @CsvSource({
        "/base/v1/jobs/7,                      /api/v1/nexus/jobs/7",
        "/base/v1/jobs/7?x=/base/v1#y,         /api/v1/nexus/jobs/7?x=/base/v1#y",
        "/base/v1,                             /api/v1/nexus",
        "/base/v1?page=2,                      /api/v1/nexus?page=2",
        "http://nexus:8000/base/v1/jobs/7,     /api/v1/nexus/jobs/7",
        "/base/v2/jobs/7,                      /api/v2/nexus/jobs/7",
        "http://nexus:8000/base/v2/jobs/7,     /api/v2/nexus/jobs/7"
    })
    void placesInsideTheServiceBecomePublic(String said, String published) {
        assertThat(locations.published(said)).contains(published);
    }

    /** The last ones only look as if they were inside. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/base/v1/jobs",
                "https://nexus:8000/base/v1/jobs",
                "http://nexus:8001/base/v1/jobs",
                "http://nexus/base/v1/jobs",
                "//nexus:8000/base/v1/jobs",
                "jobs/7",
                "",
                "http://nexus:8000",
                "http://nexus:80001/base/v1/jobs",
                "http://nexus:8000@evil.example/base/v1/jobs",
                "/other",
                "/base/v10/jobs",
                "/base/v1/../../admin",
                "/base/v1/..",
                "/\\evil.example/base/v1"
            })
    void otherPlacesAreNot(String said) {
        assertThat(locations.published(said)).isEmpty();
    }

    /** What a service says of itself is looked for where it was asked, first. */
    @Test
    void ownMountingIsTriedBeforeTheOthers() {
        Mounting root = new Mounting("/all", "/base");
        assertThat(new Locations(NEXUS, List.of(root, FIRST)).published("/base/v1/jobs"))
                .contains("/all/v1/jobs");
        assertThat(new Locations(NEXUS, List.of(FIRST, root)).published("/base/v1/jobs"))
                .contains("/api/v1/nexus/jobs");
    }
}
