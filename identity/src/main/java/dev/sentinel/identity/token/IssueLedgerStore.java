package dev.sentinel.identity.token;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.agent.AgentId;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The only class that knows {@code identity.token_monthly_count}. */
final class IssueLedgerStore {

    /** Whose month. */
    record ClientMonth(AgentId client, LocalDate month) implements Comparable<ClientMonth> {
        @Override
        public int compareTo(ClientMonth other) {
            int byMonth = month.compareTo(other.month);
            return byMonth != 0 ? byMonth : client.value().compareTo(other.client.value());
        }
    }

    private record Counted(ClientMonth of, long tokens) {}

    /**
     * Adds to each and returns the sums that are above {@code most}. In one order everywhere, so
     * nobody waits in a circle.
     */
    Map<ClientMonth, Long> add(Tx tx, SortedMap<ClientMonth, Long> tokens, long most) {
        List<ClientMonth> keys = List.copyOf(tokens.keySet());
        return tx
                .list(
                        row ->
                                new Counted(
                                        new ClientMonth(
                                                new AgentId(row.getObject("client_id", UUID.class)),
                                                row.getObject("month", LocalDate.class)),
                                        row.getLong("tokens")),
                        """
                        WITH added AS (
                            INSERT INTO identity.token_monthly_count AS kept
                                   (client_id, month, tokens)
                            SELECT client_id::uuid, month::date, tokens::bigint
                              FROM unnest(?::text[], ?::text[], ?::text[])
                                   WITH ORDINALITY AS given (client_id, month, tokens, place)
                             ORDER BY place
                            ON CONFLICT (month, client_id)
                            DO UPDATE SET tokens = kept.tokens + excluded.tokens
                            RETURNING client_id, month, tokens)
                        SELECT client_id, month, tokens FROM added WHERE tokens > ?
                        """,
                        texts(keys, key -> key.client().toString()),
                        texts(keys, key -> key.month().toString()),
                        texts(keys, key -> String.valueOf(tokens.get(key))),
                        most)
                .stream()
                .collect(Collectors.toMap(Counted::of, Counted::tokens));
    }

    /** Takes back what was too many; the row is still ours. */
    void takeBack(Tx tx, ClientMonth of, long tokens) {
        tx.execute(
                """
                UPDATE identity.token_monthly_count SET tokens = tokens - ?
                 WHERE client_id = ? AND month = ?::date
                """,
                tokens,
                of.client().value(),
                of.month().toString());
    }

    private static String[] texts(List<ClientMonth> keys, Function<ClientMonth, String> text) {
        return keys.stream().map(text).toArray(String[]::new);
    }
}
