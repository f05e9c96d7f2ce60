package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.witness.Witness;
import dev.sentinel.audit.witness.WitnessConfig;
import dev.sentinel.base.testing.MemoryObjectStore;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.server.management.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An alert over a metric that does not exist is one that never comes. */
class AuditAlertsTest {
    private static final Pattern NAME = Pattern.compile("\\baudit_[a-z_]+");

    @Test
    void everyMetricOfTheRulesAndThePageExists() throws IOException {
        Set<String> scraped = scraped();
        String rules =
                Files.readString(
                        ReferencePage.checkout().resolve("deploy/prometheus/audit.rules.yaml"));

        assertThat(names(rules)).hasSizeGreaterThan(5).isSubsetOf(scraped);
        for (String name : names(ReferencePage.of("audit-metrics.md").text())) {
            assertThat(scraped).anyMatch(each -> each.startsWith(name));
        }
    }

    @Test
    void thePageListsEveryMetricOfTheLog() throws IOException {
        Set<String> listed = names(ReferencePage.of("audit-metrics.md").text());

        assertThat(scraped()).allMatch(name -> listed.stream().anyMatch(name::startsWith));
    }

    private static Set<String> scraped() {
        SecureRandom random = new SecureRandom();
        NoteKey key = NoteKey.generate("sentinel.test/audit", random);
        WitnessConfig witnesses =
                WitnessConfig.of(Witness.parse(key.cosignerKey() + " http://127.0.0.1:1"), 1);
        try (TestDatabase stores = TestPostgres.fresh("audit");
                Metrics metrics = new Metrics();
                Audit audit =
                        new Audit(
                                stores.open(),
                                new MemoryObjectStore(),
                                () -> LogKeys.of(key),
                                Assembly.actions(),
                                Clock.systemUTC(),
                                random,
                                AuditConfig.DEFAULT.with(witnesses),
                                metrics.registry())) {
            assertThat(audit.stuck()).isEmpty();
            return names(
                    metrics.scrape()
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .collect(Collectors.joining("\n")));
        }
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult match) -> match.group())
                .collect(Collectors.toUnmodifiableSet());
    }
}
