package dev.sentinel.audit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AuditEventTest {
    private static final Action PAID =
            Action.of("invoice.paid", "an invoice was paid")
                    .field("amount", "how much")
                    .field("lines", "its lines")
                    .personal("email", "whose");
    private final Actions actions = Actions.of(List.of(PAID));
    private final AuditEvent event = AuditEvent.of(PAID, "acme", Actor.person("alice"));

    @Test
    void numbersThatADoubleWouldRoundBecomeText() {
        assertThat(event.with("amount", new BigDecimal("12.10")).metadata())
                .containsEntry("amount", "12.10");
        assertThat(event.with("amount", Long.MAX_VALUE).metadata())
                .containsEntry("amount", "9223372036854775807");
        assertThat(event.with("amount", Long.MIN_VALUE).metadata())
                .containsEntry("amount", "-9223372036854775808");
        assertThat(event.with("amount", 7).metadata()).containsEntry("amount", 7L);
        assertThat(event.with("amount", Double.NaN).metadata()).containsEntry("amount", "NaN");
    }

    @Test
    void absentValuesAreLeftOut() {
        assertThat(event.with("amount", Optional.empty()).metadata()).isEmpty();
        assertThat(event.before(Map.of("lines", List.of(Optional.empty(), 1))).before())
                .containsEntry("lines", List.of(1L));
    }

    @Test
    void textThatCannotBeStoredIsCleaned() {
        assertThat(event.with("amount", "a\0b\uD800c\uD83D\uDE00").metadata())
                .containsEntry("amount", "a\uFFFDb\uFFFDc\uD83D\uDE00");
        assertThat(Origin.of("::1", Optional.of("x".repeat(9_999)), "r").userAgent().orElseThrow())
                .hasSize(512);
    }

    @Test
    void anUnknownActionOrFieldIsRefusedByName() {
        assertThat(actions.require(event.with("email", "alice@acme.test"))).isEqualTo(PAID);
        assertThatThrownBy(() -> actions.require(event.with("password", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("password");
        Action other = Action.of("invoice.lost", "nobody listed it");
        assertThatThrownBy(
                        () -> actions.require(AuditEvent.of(other, "acme", Actor.system("clock"))))
                .hasMessageContaining("invoice.lost");
        assertThatThrownBy(() -> Actions.of(List.of(PAID, PAID))).hasMessageContaining("twice");
    }

    @Test
    void theTimeOfAnEntryIsTheOneInItsId() {
        UUID id = UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        // RFC 9562 appendix A.6.
        assertThat(Entry.of(id, event).at()).isEqualTo(Instant.parse("2022-02-22T19:22:22Z"));
    }
}
