package dev.sentinel.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Wire invariant 11: retries have a budget. */
class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    @Test
    void tenRetriesAreThereAndTenCallsMakeAnother() {
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
        for (int i = 0; i < 9; i++) {
            budget.called();
        }
        assertThat(budget.take()).isFalse();
        budget.called();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void quietTimesSaveUpNoMoreThanTen() {
        for (int i = 0; i < 1_000; i++) {
            budget.called();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
    }
}
