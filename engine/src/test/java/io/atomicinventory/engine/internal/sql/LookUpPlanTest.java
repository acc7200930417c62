package io.atomicinventory.engine.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A prepared statement keeps the plan that was made when it was young. On a database that has just been analysed while
 * it was empty, the planner takes every way for equally short; the way through all outcomes of a store costs a hundred
 * times a sale as soon as there are a few thousand.
 */
class LookUpPlanTest {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        // The driver would bind the parameters that are only to be planned for.
        database.execute("""
                CREATE FUNCTION plan_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS
                $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (GENERIC_PLAN) ' || statement; END $$""");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4000})
    void I2_earlierOutcomesAreFoundByTheirKeysHoweverYoungTheDatabaseIs(int outcomes) throws SQLException {
        youngWith(outcomes);

        assertThat(plan(OutcomeTable.EARLIER))
                .anyMatch(line -> line.contains("Index Cond") && line.contains("idempotency_key = "))
                .anyMatch(line -> line.contains("Index Scan using settled_once"))
                .anyMatch(line -> line.contains("Index Cond") && line.contains("transaction_id >= "))
                .anyMatch(line -> line.contains("Scan") && line.contains("inventory_compensation_log_pkey"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Filter:"));
    }

    static Stream<Arguments> looksIntoTheTrail() {
        return Stream.of(
                        arguments("VERSION_AT", MovementTable.VERSION_AT, "inventory_movements_pkey", "version = "),
                        arguments("AT", MovementTable.AT, "inventory_movements_pkey", "version = "),
                        arguments("SUM_SINCE", MovementTable.SUM_SINCE, "inventory_movements_pkey", "version > "),
                        arguments("COUNT_AFTER", MovementTable.COUNT_AFTER, "counts_by_time", "occurred_at > "),
                        arguments("NAMED", MovementTable.NAMED, "reversed_once", "reverses = "),
                        arguments("COUNTED", MovementTable.COUNTED, "counts_by_time", "stock_id = "))
                .flatMap(look -> Stream.of(0, 1, 100, 4000).map(movements -> add(look, movements)));
    }

    private static Arguments add(Arguments look, int movements) {
        Object[] all = Arrays.copyOf(look.get(), look.get().length + 1);
        all[look.get().length] = movements;
        return arguments(all);
    }

    /** A row that sells well has a hundred thousand movements in a year, and is counted once a day. */
    @ParameterizedTest(name = "{0} of {4} movements")
    @MethodSource("looksIntoTheTrail")
    void I10_whatHappenedWhenIsFoundByAnIndexHoweverLongTheTrailIs(
            String name, String sql, String index, String condition, int movements) throws SQLException {
        trailOf(movements);

        assertThat(plan(sql))
                .as(name)
                .anyMatch(line -> line.contains("Scan") && line.contains(index))
                .anyMatch(line -> line.contains("Index Cond") && line.contains(condition))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 10_000})
    void I2_queueEntriesAreFoundByTheirKeysHoweverYoungTheDatabaseIs(int entries) throws SQLException {
        database.execute(
                "TRUNCATE stores CASCADE",
                "ANALYZE offline_transaction_queue",
                "INSERT INTO stores (store_id, name, timezone) VALUES ('cebu', 'Cebu', 'Asia/Manila')",
                "INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,"
                        + " reason, queued_by, occurred_at) SELECT 'cebu', 'q-' || i, 'sale-' || i, 'till', '[]', '',"
                        + " 'offline', 'ana', now() FROM generate_series(1, " + entries + ") i");

        assertThat(plan(QueueTable.CHANGE))
                .anyMatch(line -> line.contains("Conflict Arbiter Indexes: offline_transaction_queue_pkey"))
                .noneMatch(line -> line.contains("Scan using") || line.contains("Seq Scan") || line.contains("Bitmap"));
        assertThat(plan(QueueTable.OF_TRANSACTIONS))
                .anyMatch(line -> line.contains("Index Cond") && line.contains("transaction_id)::text >= "))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Bitmap") || line.contains("Hash"));
    }

    /** The reversal of a receipt asks for them too, since what it names is read with the same round trip. */
    @Test
    void I10_onlyTheReversalOfACountReadsTheCounts() throws SQLException {
        trailOf(4000);

        assertThat(counted(99)).isEmpty();
        assertThat(counted(100)).hasSize(40).startsWith(4000L, 3900L);
        assertThat(plan(MovementTable.COUNTED)).anyMatch(line -> line.contains("One-Time Filter"));
    }

    static Stream<Arguments> looksIntoTheQueue() {
        return Stream.of(
                        arguments("PAGE_OF_ALL", QueueTable.PAGE_OF_ALL, "queue_by_time", "ROW(occurred_at"),
                        arguments("PAGE", QueueTable.PAGE, "queue_by_time", "ROW(occurred_at"),
                        arguments("PAGE_OF_OPEN", QueueTable.PAGE_OF_OPEN, "queue_waiting", "ROW(occurred_at"),
                        arguments("TO_TRY", QueueTable.TO_TRY, "queue_waiting", "ROW(occurred_at"),
                        arguments("OPEN", QueueTable.OPEN, "queue_waiting", "store_id"))
                .flatMap(look -> Stream.of(100, 10_000).map(entries -> add(look, entries)));
    }

    /** Nothing leaves the queue, and most of it is settled. */
    @ParameterizedTest(name = "{0} of {4} entries")
    @MethodSource("looksIntoTheQueue")
    void I2_theQueueIsReadInTheOrderOfItsIndexHoweverMuchOfItIsSettled(
            String name, String sql, String index, String condition, int entries) throws SQLException {
        queueOf(entries);

        assertThat(plan(sql))
                .as(name)
                .anyMatch(line -> line.contains("Index Scan using " + index))
                .anyMatch(line -> line.contains("Index Cond") && line.contains(condition))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Sort"));
    }

    static Stream<Arguments> looksIntoTheAuditTrail() {
        return Stream.of(
                        arguments("EVENTS", AuditStorage.EVENTS, "audit_by_time", "ROW(occurred_at"),
                        arguments(
                                "EVENTS_OF_STORES", AuditStorage.EVENTS_OF_STORES, "access_audit_pkey", "event_id < "),
                        arguments("REFUSED_OF_STORES", AuditStorage.REFUSED_OF_STORES, "audit_refused", "event_id < "),
                        arguments("REFUSED", ForeignAccessCheck.REFUSED, "audit_refused", "event_id >= "))
                .flatMap(look -> Stream.of(0, 1, 100, 10_000).map(events -> add(look, events)));
    }

    /** A chain's trail has millions of events; whoever reads wants the last hundred. */
    @ParameterizedTest(name = "{0} of {4} events")
    @MethodSource("looksIntoTheAuditTrail")
    void I3_theAuditTrailIsReadInTheOrderOfItsIndexHoweverLongItIs(
            String name, String sql, String index, String condition, int events) throws SQLException {
        auditTrailOf(events);

        List<String> plan = plan(sql);

        assertThat(plan)
                .as(name)
                .anyMatch(line -> line.contains("Index Scan Backward using " + index))
                .anyMatch(line -> line.contains("Index Cond") && line.contains(condition))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Bitmap"));
        // What comes of several stores has to be merged; nothing is sorted within one.
        assertThat(plan.stream().filter(line -> line.contains("Sort  ")))
                .as(name)
                .hasSize(name.endsWith("OF_STORES") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 10_000})
    void I3_anEventFindsItsStoreByTheKey(int events) throws SQLException {
        auditTrailOf(events);

        assertThat(plan(AuditStorage.INSERT))
                .anyMatch(line -> line.contains("stores_pkey"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    static Stream<Arguments> looksAtTokens() {
        return Stream.of(
                        arguments("BY_HASH", TokenStorage.BY_HASH, "access_tokens_token_hash_key", "token_hash = "),
                        arguments("USED", TokenStorage.USED, "access_tokens_token_hash_key", "token_hash = "),
                        arguments("REVOKE", TokenStorage.REVOKE, "access_tokens_pkey", "token_id"),
                        arguments("LIST", TokenStorage.LIST, "access_tokens_pkey", "token_id"))
                .flatMap(look -> Stream.of(0, 1, 100, 4000).map(tokens -> add(look, tokens)));
    }

    /** One is looked up with each request. */
    @ParameterizedTest(name = "{0} of {4} tokens")
    @MethodSource("looksAtTokens")
    void I3_tokensAreFoundByTheirKeysHoweverYoungTheDatabaseIs(
            String name, String sql, String index, String condition, int tokens) throws SQLException {
        database.execute(
                "TRUNCATE access_tokens",
                "ANALYZE access_tokens",
                "INSERT INTO access_tokens (token_id, token_hash, role, created_by) SELECT 'till-' || i,"
                        + " sha256(i::text::bytea), 'cashier', 'ana' FROM generate_series(1, " + tokens + ") i");

        assertThat(plan(sql))
                .as(name)
                .anyMatch(line -> line.contains("Index Scan using " + index))
                .anyMatch(line -> line.contains("Index Cond") && line.contains(condition))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Sort"));
    }

    @Test
    void I10_salesThatACountHadInItAreFoundByTheirTimeHoweverLongTheTrailIs() throws SQLException {
        trailOf(4000);

        assertThat(plan(LateSalesCheck.ABSORBED))
                .anyMatch(line -> line.contains("Scan") && line.contains("corrections_by_time"))
                .anyMatch(line -> line.contains("Index Cond") && line.contains("recorded_at > "));
    }

    @Test
    void I5_whoLetARowBelowZeroIsNotLookedUpWhereTheRowItselfDoes() throws SQLException {
        trailOf(4000);

        assertThat(plan(NegativeStockCheck.BELOW_ZERO))
                .anyMatch(line -> line.contains("Index Scan Backward using inventory_movements_pkey"))
                .anyMatch(line -> line.contains("One-Time Filter: (NOT s.allow_negative)"));
    }

    @Test
    void I3_stockIsLockedInTheOrderOfItsIndex() throws SQLException {
        youngWith(0);

        assertThat(plan(StockTable.LOCK))
                .anyMatch(line -> line.contains("Index Scan using inventory_stock_pkey"))
                .noneMatch(line -> line.contains("Seq Scan") || line.contains("Sort"));
    }

    /** Every hundredth entry waits, another one was rejected. Analysed as it would be by itself after a while. */
    private static void queueOf(int entries) {
        database.execute("TRUNCATE stores CASCADE", """
                INSERT INTO stores (store_id, name, timezone) VALUES ('cebu', 'Cebu', 'Asia/Manila')""", """
                INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,
                    reason, queued_by, occurred_at, status, decision, decided_by, decided_at)
                SELECT 'cebu', 'q-' || i, 'sale-' || i, 'till', '[]', '', 'offline', 'ana', now() + i * '1s'::interval,
                       s.status, CASE s.status WHEN 'approved' THEN 'synced' WHEN 'rejected' THEN 'rejected' END,
                       CASE WHEN s.status <> 'pending' THEN 'ana' END, CASE WHEN s.status <> 'pending' THEN now() END
                FROM generate_series(1, %d) i
                    CROSS JOIN LATERAL (
                        SELECT CASE i %% 100 WHEN 0 THEN 'pending' WHEN 1 THEN 'rejected' ELSE 'approved' END AS status) s
                """.formatted(entries), "ANALYZE offline_transaction_queue");
    }

    /** Of ten stores, in the order of time; every fiftieth was refused. Analysed as it would be by itself after a while. */
    private static void auditTrailOf(int events) {
        database.execute(
                "TRUNCATE access_audit",
                "ANALYZE access_audit",
                """
                INSERT INTO access_audit (store_id, event_id, occurred_at, who, role, address, operation, subject, status,
                                          result, times)
                SELECT 'store-' || i %% 10, lpad(to_hex(i::bigint * 1000000), 14, '0') || '-' || i,
                       'epoch'::timestamptz + i * '1s'::interval, 'ana', 'cashier', '10.0.0.1', 'GET /', '/',
                       CASE WHEN i %% 500 < 10 THEN 403 ELSE 200 END, '', 1
                FROM generate_series(1, %d) i""".formatted(events),
                events > 100 ? "ANALYZE access_audit" : "SELECT 1");
    }

    private static void youngWith(int outcomes) {
        database.execute(
                "TRUNCATE inventory_deduction_idempotency, inventory_compensation_log",
                "ANALYZE inventory_deduction_idempotency, inventory_compensation_log",
                "INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id,"
                        + " outcome, request_hash, items_hash, deduction_data, attempt, who, occurred_at,"
                        + " duration_micros) SELECT 'cebu', 'key-' || i, 'deduction', 'sale-' || i, 'done', '', '',"
                        + " to_json(repeat('x', 800)), 1, 'ana', now(), 1 FROM generate_series(1, " + outcomes
                        + ") i");
    }

    /** Of one row; every hundredth is a count. Analysed as it would be by itself after a while. */
    private static void trailOf(int movements) {
        database.execute(
                "TRUNCATE inventory_movements",
                "ANALYZE inventory_movements",
                "INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,"
                        + " previous_quantity, new_quantity, who, occurred_at) SELECT 'cebu', 'cup', i,"
                        + " CASE WHEN i % 100 = 0 THEN 'count' ELSE 'deduction' END, 0, 0, 0, 'ana',"
                        + " now() + i * '1s'::interval FROM generate_series(1, " + movements + ") i",
                movements > 100 ? "ANALYZE inventory_movements" : "SELECT 1");
    }

    private static List<Long> counted(long named) throws SQLException {
        List<Long> versions = new ArrayList<>();
        Database oneStore = new Database(database.pool(1), EngineSettings.defaults());
        try (Transaction transaction = oneStore.begin(Set.of("cebu"), Duration.ofSeconds(10))) {
            transaction.run(new Pipeline()
                    .query(
                            MovementTable.COUNTED,
                            p -> p.text("cebu")
                                    .text("cup")
                                    .text("cebu")
                                    .text("cup")
                                    .number(named),
                            row -> versions.add(row.getLong("version"))));
        }
        return versions;
    }

    private static List<String> plan(String sql) throws SQLException {
        StringBuilder numbered = new StringBuilder();
        int parameters = 0;
        for (String part : sql.split("(?<=\\?)", -1)) {
            numbered.append(part.endsWith("?") ? part.replace("?", "$" + ++parameters) : part);
        }
        List<String> lines = new ArrayList<>();
        Database oneStore = new Database(database.pool(1), EngineSettings.defaults());
        try (Transaction transaction = oneStore.begin(Set.of("cebu"), Duration.ofSeconds(10))) {
            transaction.run(new Pipeline()
                    .query("SELECT plan_of(?)", p -> p.text(numbered.toString()), row -> lines.add(row.getString(1))));
        }
        return lines;
    }
}
