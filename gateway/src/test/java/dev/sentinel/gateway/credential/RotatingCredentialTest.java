package dev.sentinel.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Contract studio §7.7: believed for five minutes, changed without a call refused. */
class RotatingCredentialTest {
    private static final BasicCredential FIRST = credential("first");
    private static final BasicCredential SECOND = credential("second");
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private Optional<BasicCredential> kept = Optional.of(FIRST);
    private boolean away;
    private final List<String> missing = new ArrayList<>();
    private final RotatingCredential credential =
            new RotatingCredential(new Kept(), "default", nanos::get, missing::add);

    private final class Kept implements CredentialSource {
        @Override
        public Optional<BasicCredential> read(String name) {
            reads.incrementAndGet();
            if (away) {
                throw new Unavailable("the source", new IOException("away"));
            }
            return kept;
        }

        @Override
        public String place(String name) {
            return "a test";
        }
    }

    @Test
    void isReadOnceInFiveMinutes() {
        refresh();
        assertThat(credential.isDue()).isFalse();
        pass(Duration.ofSeconds(299));
        assertThat(credential.isDue()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(credential.isDue()).isTrue();
    }

    @Test
    void missingOneIsLookedForSooner() {
        kept = Optional.empty();
        refresh();
        assertThat(credential.current()).isNull();
        assertThat(missing).containsExactly("default");
        pass(Duration.ofSeconds(10));
        assertThat(credential.isDue()).isTrue();

        kept = Optional.of(FIRST);
        refresh();
        assertThat(credential.current()).isEqualTo(FIRST);
    }

    @Test
    void newOneTakesOverWhenTheServiceAcceptsIt() {
        refresh();
        kept = Optional.of(SECOND);
        credential.refresh(_ -> false);
        assertThat(credential.current()).isEqualTo(FIRST);
        credential.refresh(SECOND::equals);
        assertThat(credential.current()).isEqualTo(SECOND);
    }

    @Test
    void sourceThatIsAwayChangesNothing() {
        refresh();
        away = true;
        refresh();
        assertThat(credential.current()).isEqualTo(FIRST);
    }

    /** Both are alive while one follows the other: whoever refuses the new one gets the old. */
    @Test
    void refusedOneGivesWayToTheNewerOrTheOneBefore() {
        refresh();
        kept = Optional.of(SECOND);
        assertThat(credential.replace(FIRST)).isTrue();
        assertThat(credential.current()).isEqualTo(SECOND);

        pass(Duration.ofSeconds(5));
        assertThat(credential.replace(SECOND)).isTrue();
        assertThat(credential.current()).isEqualTo(FIRST);
    }

    @Test
    void refusalsDoNotAskTheSourceWithoutEnd() {
        refresh();
        for (int i = 0; i < 100; i++) {
            assertThat(credential.replace(FIRST)).isFalse();
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void callThatUsedAnOlderOneMayTryAgainAtOnce() {
        refresh();
        kept = Optional.of(SECOND);
        refresh();
        assertThat(credential.replace(FIRST)).isTrue();
        assertThat(credential.current()).isEqualTo(SECOND);
    }

    @Test
    void neverShowsItself() {
        refresh();
        assertThat(FIRST.toString()).doesNotContain("Zmlyc3Q", "first");
    }

    private void refresh() {
        credential.refresh(_ -> true);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static BasicCredential credential(String password) {
        return BasicCredential.of(new Secret("gateway"), new Secret(password));
    }
}
