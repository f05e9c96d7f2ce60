package dev.sentinel.risk.history;

import static org.awaitility.Awaitility.await;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.feature.Features;
import dev.sentinel.risk.state.FeatureState;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RebuildTest {
    @Test
    void whateverGoesWrongIsTriedAgain() {
        AtomicInteger statements = new AtomicInteger();
        FeatureState state = new FeatureState(new Features(FeatureConfig.standard()));
        try (TestDatabase stores = TestPostgres.fresh("audit", "risk");
                Database database =
                        Database.open(
                                stores.app(),
                                (_, _) -> {
                                    switch (statements.getAndIncrement()) {
                                        case 0 -> throw new IllegalStateException("the first time");
                                        case 1 -> throw new StackOverflowError("the second time");
                                        default -> {}
                                    }
                                });
                Rebuild _ = Rebuild.start(database, state)) {
            await().until(state::complete);
        }
    }
}
