package dev.sentinel.risk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.risk.TestModels;
import dev.sentinel.risk.TestRisk;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final LocalDate FIRST = LocalDate.of(2018, 4, 1);
    private static final LocalDate FROM = FIRST.plusDays(60);
    private static final LocalDate TO = FIRST.plusDays(61);
    private static final int A_DAY = 60;

    @TempDir Path folder;

    @Test
    void trainsUploadsAndScoresThroughTheFrontDoorAndTwiceIsOnce() throws Exception {
        Path file = handbook();
        try (TestRisk risk = TestRisk.start(folder.resolve("models"))) {
            Set<ReplayProgress.Phase> phases = EnumSet.noneOf(ReplayProgress.Phase.class);

            ReplayResult result = replay(file, risk.address(), phases);

            assertThat(result.errors()).isEmpty();
            assertThat(result.answered()).isEqualTo(result.sent()).isEqualTo(2L * A_DAY);
            assertThat(result.frauds()).isPositive();
            assertThat(result.areaUnderRoc()).isGreaterThan(0.9);
            assertThat(result.averagePrecision()).isGreaterThan(0.5);
            assertThat(result.p99()).isBetween(result.p50(), result.max());
            assertThat(result.labels()).isPositive();
            assertThat(result.modelVersion()).startsWith("sentra-score-xgb-handbook.20180531");
            assertThat(phases).containsExactlyInAnyOrder(ReplayProgress.Phase.values());
            assertThat(risk.count("SELECT count(*) FROM risk.risk_scores")).isEqualTo(2L * A_DAY);

            ReplayResult again = replay(file, risk.address(), phases);

            assertThat(again.errors()).isEmpty();
            assertThat(again.decisions()).isEqualTo(result.decisions());
            assertThat(risk.count("SELECT count(*) FROM risk.risk_scores")).isEqualTo(2L * A_DAY);
        }
    }

    @Test
    void saysInOneSentenceWhatKeepsItFromWorking() {
        Path missing = folder.resolve("none.csv");
        assertThatThrownBy(() -> replay(missing, URI.create("http://127.0.0.1:1"), Set.of()))
                .isInstanceOf(ReplayFailed.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void ranksTiesAsHalf() {
        Ranking ranking = new Ranking();
        ranking.add(900, true);
        ranking.add(500, true);
        ranking.add(500, false);
        ranking.add(100, false);

        // Pairs: 900 beats both, 500 beats 100 and ties with 500.
        assertThat(ranking.areaUnderRoc()).isEqualTo(3.5 / 4);
        assertThat(ranking.averagePrecision()).isEqualTo((1.0 + 2.0 / 3) / 2);
    }

    private static ReplayResult replay(Path file, URI address, Set<ReplayProgress.Phase> phases) {
        ReplayPlan plan =
                new ReplayPlan(
                        file,
                        FROM,
                        TO,
                        address,
                        45,
                        14,
                        300,
                        8,
                        Optional.empty(),
                        TestModels.FEATURES);
        return new Replay(plan, () -> "scorer", (phase, _, _) -> phases.add(phase)).run();
    }

    /** Two months of payments in the handbook's format, those above 220 being frauds. */
    private Path handbook() throws IOException {
        Path file = folder.resolve("handbook.csv.gz");
        Random random = new Random(3);
        try (Writer out =
                new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)),
                        StandardCharsets.UTF_8)) {
            out.write(
                    "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,"
                            + "TX_FRAUD_SCENARIO,TX_TIME_DAYS\n");
            for (int day = 0; day < 62; day++) {
                for (int i = 0; i < A_DAY; i++) {
                    LocalDateTime at =
                            FIRST.plusDays(day).atStartOfDay().plusSeconds(i * 86_400L / A_DAY);
                    boolean fraud = random.nextInt(12) == 0;
                    out.write(
                            "%d,%s %s,%d,%d,%d.5,%d,%d,%d%n"
                                    .formatted(
                                            day * A_DAY + i,
                                            at.toLocalDate(),
                                            at.toLocalTime().plusSeconds(1).withNano(0),
                                            random.nextInt(50),
                                            random.nextInt(20),
                                            fraud ? 221 + random.nextInt(100) : random.nextInt(200),
                                            fraud ? 1 : 0,
                                            fraud ? 1 : 0,
                                            day));
                }
            }
        }
        return file;
    }
}
