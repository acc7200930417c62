package io.atomicinventory.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check turns when its fault is planted as the owner of the tables, and turns back when it is mended. */
class HealthChecksTest {
    private static final String OUTCOMES = "inventory_deduction_idempotency";

    private static final String SETTLED_ONCE = "CREATE UNIQUE INDEX settled_once ON " + OUTCOMES
            + " (store_id, transaction_id) WHERE operation IN ('deduction', 'rejection') AND outcome = 'done'";

    private static TestDatabase database;
    private static AtomicInventory engine;
    private static HikariDataSource pool;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        pool = database.pool(16);
        engine = AtomicInventory.on(pool).open();
        Cafe cafe = Cafe.open(engine);
        cafe.store("new");
        cafe.stock(Cafe.CEBU, "spare", "100");
        cafe.receive(Cafe.CEBU, "spare", "5", "r1");
        cafe.receive(Cafe.CEBU, "spare", "5", "r2");
        assertThat(engine.deductions()
                        .deductInventoryAtomic(Cafe.sale("t1", "k1", Cafe.COFFEE, 3))
                        .success())
                .isTrue();
        assertThat(engine.deductions()
                        .compensateDeduction(new CompensationRequest(
                                Cafe.CEBU, "t1", "void", Disposition.RESTOCK, List.of(), Cafe.ANA, "v1"))
                        .success())
                .isTrue();
        for (var sale : List.of(Cafe.sale("t0", "k0", Cafe.CROFFLE, 1), Cafe.sale("t2", "k2", Cafe.COFFEE, 1))) {
            assertThat(engine.deductions().deductInventoryAtomic(sale).success())
                    .isTrue();
        }
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** @param mend puts right what was planted */
    record Fault(String name, String check, HealthStatus status, String says, List<String> plant, List<String> mend) {
        @Override
        public String toString() {
            return check + ": " + name;
        }
    }

    private static Fault fault(String name, String check, String says, String plant, String mend) {
        return new Fault(name, check, HealthStatus.CRITICAL, says, List.of(plant), List.of(mend));
    }

    private static Fault trigger(String trigger, String says) {
        return fault(
                trigger + " is switched off",
                "version-guard",
                says,
                "ALTER TABLE inventory_stock DISABLE TRIGGER " + trigger,
                "ALTER TABLE inventory_stock ENABLE TRIGGER " + trigger);
    }

    private static Fault key(String table, String constraint, String columns, String kind, String says) {
        return fault(
                constraint + " is gone",
                "idempotency-keys",
                says,
                "ALTER TABLE " + table + " DROP CONSTRAINT " + constraint,
                "ALTER TABLE " + table + " ADD CONSTRAINT " + constraint + " " + kind + " (" + columns + ")");
    }

    private static Fault row(String name, String check, String says, String plant, String mend) {
        return fault(name, check, says, plant + " WHERE store_id = 'cebu'", mend + " WHERE store_id = 'cebu'");
    }

    static Stream<Fault> guards() {
        return Stream.of(
                trigger("inventory_stock_update", "a version fell"),
                trigger("inventory_stock_update", "did not raise it"),
                trigger("inventory_stock_insert", "entered with a quantity has no movement"),
                fault(
                        "the guard forgets to write the movement",
                        "version-guard",
                        "has no movement",
                        "CREATE OR REPLACE FUNCTION keep_guard() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN NEW.version := OLD.version + 1; RETURN NEW; END $$;"
                                + " ALTER TABLE inventory_stock DISABLE TRIGGER inventory_stock_update;"
                                + " CREATE TRIGGER silent BEFORE UPDATE ON inventory_stock FOR EACH ROW"
                                + " WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION keep_guard()",
                        "DROP TRIGGER silent ON inventory_stock; DROP FUNCTION keep_guard();"
                                + " ALTER TABLE inventory_stock ENABLE TRIGGER inventory_stock_update"));
    }

    static Stream<Fault> keys() {
        return Stream.of(
                fault(
                        "settled_once is gone",
                        "idempotency-keys",
                        "a sale was deducted twice",
                        "DROP INDEX settled_once",
                        SETTLED_ONCE),
                fault(
                        "settled_once forgets rejections",
                        "idempotency-keys",
                        "both deducted and rejected",
                        "DROP INDEX settled_once; CREATE UNIQUE INDEX settled_once ON " + OUTCOMES
                                + " (store_id, transaction_id) WHERE operation = 'deduction' AND outcome = 'done'",
                        "DROP INDEX settled_once; " + SETTLED_ONCE),
                key(OUTCOMES, OUTCOMES + "_pkey", "store_id, idempotency_key", "PRIMARY KEY", "a key was taken twice"),
                key(
                        "inventory_movements",
                        "inventory_movements_pkey",
                        "store_id, stock_id, version",
                        "PRIMARY KEY",
                        "a movement was written twice"),
                key(
                        "offline_transaction_queue",
                        "offline_transaction_queue_store_id_transaction_id_key",
                        "store_id, transaction_id",
                        "UNIQUE",
                        "a sale was queued twice"),
                key(
                        "offline_transaction_queue",
                        "offline_transaction_queue_pkey",
                        "store_id, queue_id",
                        "PRIMARY KEY",
                        "a queue entry was written twice"),
                key(
                        "inventory_compensation_log",
                        "inventory_compensation_log_pkey",
                        "store_id, transaction_id, stock_id, sequence",
                        "PRIMARY KEY",
                        "the part of a void"),
                fault(
                        "reversed_once is no longer unique",
                        "idempotency-keys",
                        "reversed_once",
                        "DROP INDEX reversed_once",
                        "CREATE UNIQUE INDEX reversed_once ON inventory_movements (store_id, stock_id, reverses)"
                                + " WHERE reverses IS NOT NULL"));
    }

    static Stream<Fault> boundaries() {
        String policy = " ON inventory_stock USING (store_id = ANY ((SELECT inventory_stores())::text[]))";
        return Stream.of(
                fault(
                        "row-level security is off",
                        "store-boundaries",
                        "inventory_movements has no row-level security",
                        "ALTER TABLE inventory_movements DISABLE ROW LEVEL SECURITY",
                        "ALTER TABLE inventory_movements ENABLE ROW LEVEL SECURITY"),
                fault(
                        "a policy is gone",
                        "store-boundaries",
                        "deduction_metrics has no policy",
                        "DROP POLICY own_store ON deduction_metrics",
                        "CREATE POLICY own_store ON deduction_metrics"
                                + " USING (store_id = ANY ((SELECT inventory_stores())::text[]))"),
                fault(
                        "a second policy lets everybody in",
                        "store-boundaries",
                        "inventory_stock has a policy that is not about stores",
                        "CREATE POLICY open ON inventory_stock USING (true)",
                        "DROP POLICY open ON inventory_stock"),
                fault(
                        "a policy only looks right",
                        "store-boundaries",
                        "rows of inventory_stock are seen",
                        "DROP POLICY own_store ON inventory_stock; CREATE POLICY own_store ON inventory_stock"
                                + " USING (store_id = ANY ((SELECT inventory_stores())::text[]) OR true)",
                        "DROP POLICY own_store ON inventory_stock; CREATE POLICY own_store" + policy),
                fault(
                        "the reference of the mappings is gone",
                        "store-boundaries",
                        "no valid reference",
                        "ALTER TABLE conversion_mappings DROP CONSTRAINT conversion_mappings_store_id_stock_id_fkey",
                        "ALTER TABLE conversion_mappings ADD CONSTRAINT conversion_mappings_store_id_stock_id_fkey"
                                + " FOREIGN KEY (store_id, stock_id) REFERENCES inventory_stock"),
                fault(
                        "a mapping names another's stock",
                        "store-boundaries",
                        "mappings name elsewhere",
                        "ALTER TABLE conversion_mappings DROP CONSTRAINT conversion_mappings_store_id_stock_id_fkey;"
                                + " UPDATE conversion_mappings SET stock_id = 'elsewhere'"
                                + " WHERE store_id = 'cebu' AND stock_id = 'cup'",
                        "UPDATE conversion_mappings SET stock_id = 'cup' WHERE stock_id = 'elsewhere';"
                                + " ALTER TABLE conversion_mappings ADD CONSTRAINT"
                                + " conversion_mappings_store_id_stock_id_fkey"
                                + " FOREIGN KEY (store_id, stock_id) REFERENCES inventory_stock"),
                fault(
                        "a movement names another's stock",
                        "store-boundaries",
                        "movements name elsewhere",
                        "INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity,"
                                + " quantity_change, new_quantity, who, occurred_at)"
                                + " VALUES ('cebu', 'elsewhere', 1, 'receipt', 0, 1, 1, 'eve', now())",
                        "DELETE FROM inventory_movements WHERE stock_id = 'elsewhere'"),
                fault(
                        "a sale took another's stock",
                        "store-boundaries",
                        "the sale t1 took elsewhere",
                        "UPDATE " + OUTCOMES + " SET deduction_data = replace(deduction_data::text, '\"cup\"',"
                                + " '\"elsewhere\"')::json WHERE transaction_id = 't1' AND operation = 'deduction'",
                        "UPDATE " + OUTCOMES + " SET deduction_data = replace(deduction_data::text, '\"elsewhere\"',"
                                + " '\"cup\"')::json WHERE transaction_id = 't1' AND operation = 'deduction'"));
    }

    static Stream<Fault> sales() {
        String ofCup = " WHERE stock_id = 'cup' AND kind = 'deduction'";
        String moveStock = "ALTER TABLE inventory_stock DISABLE TRIGGER USER;"
                + " UPDATE inventory_stock SET quantity = quantity %s 1, version = version %s 1"
                + " WHERE store_id = 'cebu' AND stock_id = 'cup';"
                + " ALTER TABLE inventory_stock ENABLE TRIGGER USER;";
        String another = " INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity,"
                + " quantity_change, new_quantity, transaction_id, idempotency_key, who, occurred_at)"
                + " SELECT store_id, '%1$s', version, 'deduction', quantity + 1, -1, quantity, 't2', 'k2', 'eve', now()"
                + " FROM inventory_stock WHERE store_id = 'cebu' AND stock_id = '%1$s'";
        return Stream.of(
                fault(
                        "a line was never taken, and its stock agrees",
                        "whole-sales",
                        "t2, cup: recorded 1, moved 0 in 0",
                        "CREATE TABLE deleted AS SELECT * FROM inventory_movements" + ofCup
                                + " AND transaction_id = 't2';"
                                + " DELETE FROM inventory_movements" + ofCup + " AND transaction_id = 't2';"
                                + moveStock.formatted("+", "-"),
                        "INSERT INTO inventory_movements SELECT * FROM deleted; DROP TABLE deleted;"
                                + moveStock.formatted("-", "+")),
                fault(
                        "a line was taken twice, and its stock agrees",
                        "whole-sales",
                        "t2, cup: recorded 1, moved 2.0000 in 2",
                        moveStock.formatted("-", "+") + another.formatted("cup"),
                        "DELETE FROM inventory_movements" + ofCup + " AND who = 'eve';"
                                + moveStock.formatted("+", "-")),
                fault(
                        "a sale took what it does not name",
                        "whole-sales",
                        "t2, cream: recorded 0, moved 1.0000 in 1",
                        moveStock.formatted("-", "+").replace("'cup'", "'cream'") + another.formatted("cream"),
                        "DELETE FROM inventory_movements WHERE stock_id = 'cream' AND who = 'eve';"
                                + moveStock.formatted("+", "-").replace("'cup'", "'cream'")));
    }

    static Stream<Fault> books() {
        return Stream.of(
                fault(
                        "a movement is deleted",
                        "conservation",
                        "its version is 3, that of its newest movement 2",
                        "CREATE TABLE deleted AS SELECT * FROM inventory_movements"
                                + " WHERE stock_id = 'spare' AND version = 3;"
                                + " DELETE FROM inventory_movements WHERE stock_id = 'spare' AND version = 3",
                        "INSERT INTO inventory_movements SELECT * FROM deleted; DROP TABLE deleted"),
                fault(
                        "a movement in the middle is deleted",
                        "conservation",
                        "movement 3 does not go on",
                        "CREATE TABLE deleted AS SELECT * FROM inventory_movements"
                                + " WHERE stock_id = 'spare' AND version = 2;"
                                + " DELETE FROM inventory_movements WHERE stock_id = 'spare' AND version = 2",
                        "INSERT INTO inventory_movements SELECT * FROM deleted; DROP TABLE deleted"),
                fault(
                        "the first movement is deleted",
                        "conservation",
                        "movement 2 does not go on",
                        "CREATE TABLE deleted AS SELECT * FROM inventory_movements"
                                + " WHERE stock_id = 'spare' AND version = 1;"
                                + " DELETE FROM inventory_movements WHERE stock_id = 'spare' AND version = 1",
                        "INSERT INTO inventory_movements SELECT * FROM deleted; DROP TABLE deleted"),
                row(
                        "a movement is altered",
                        "conservation",
                        "movement 2 does not go on",
                        "UPDATE inventory_movements SET previous_quantity = previous_quantity + (CASE WHEN version = 2"
                                + " AND stock_id = 'spare' THEN 1 ELSE 0 END), quantity_change = quantity_change - (CASE"
                                + " WHEN version = 2 AND stock_id = 'spare' THEN 1 ELSE 0 END)",
                        "UPDATE inventory_movements SET previous_quantity = previous_quantity - (CASE WHEN version = 2"
                                + " AND stock_id = 'spare' THEN 1 ELSE 0 END), quantity_change = quantity_change + (CASE"
                                + " WHEN version = 2 AND stock_id = 'spare' THEN 1 ELSE 0 END)"),
                fault(
                        "a movement does not add up",
                        "conservation",
                        "movement 3 does not add up",
                        "ALTER TABLE inventory_movements DROP CONSTRAINT movement_adds_up;"
                                + " UPDATE inventory_movements SET quantity_change = 6"
                                + " WHERE stock_id = 'spare' AND version = 3",
                        "UPDATE inventory_movements SET quantity_change = 5 WHERE stock_id = 'spare' AND version = 3;"
                                + " ALTER TABLE inventory_movements ADD CONSTRAINT movement_adds_up"
                                + " CHECK (new_quantity = previous_quantity + quantity_change)"),
                fault(
                        "a quantity is altered past its guard",
                        "conservation",
                        "its quantity is 111.0000, its newest movement left 110.0000",
                        "ALTER TABLE inventory_stock DISABLE TRIGGER USER;"
                                + " UPDATE inventory_stock SET quantity = quantity + 1 WHERE stock_id = 'spare';"
                                + " ALTER TABLE inventory_stock ENABLE TRIGGER USER",
                        "ALTER TABLE inventory_stock DISABLE TRIGGER USER;"
                                + " UPDATE inventory_stock SET quantity = quantity - 1 WHERE stock_id = 'spare';"
                                + " ALTER TABLE inventory_stock ENABLE TRIGGER USER"),
                fault(
                        "the log says that more was taken and given back",
                        "compensation",
                        "t1, cup: 5.0000 of 3",
                        "UPDATE inventory_compensation_log SET deducted = 5, restored_now = 5 WHERE stock_id = 'cup'",
                        "UPDATE inventory_compensation_log SET deducted = 3, restored_now = 3 WHERE stock_id = 'cup'"),
                fault(
                        "a void of a sale that never was",
                        "compensation",
                        "nothing, cup: 1.0000 of 0",
                        "INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence,"
                                + " idempotency_key, deducted, restored_before, restored_now, disposition, reason, who)"
                                + " VALUES ('cebu', 'nothing', 'cup', 1, 'x', 1, 0, 1, 'restock', 'void', 'eve')",
                        "DELETE FROM inventory_compensation_log WHERE transaction_id = 'nothing'"));
    }

    static Stream<Fault> server() {
        return Stream.of(
                new Fault(
                        "the database's default is weakened",
                        "durability",
                        HealthStatus.WARNING,
                        "synchronous_commit = off for the database " + database.name(),
                        List.of("ALTER DATABASE " + database.name() + " SET synchronous_commit = off"),
                        List.of("ALTER DATABASE " + database.name() + " RESET synchronous_commit")),
                new Fault(
                        "reading the store takes its time",
                        "database-latency",
                        HealthStatus.WARNING,
                        "reading the store's row",
                        List.of("CREATE POLICY slow ON stores AS RESTRICTIVE FOR SELECT"
                                + " USING (store_id <> 'cebu' OR pg_sleep(0.12) IS NOT NULL)"),
                        List.of("DROP POLICY slow ON stores")),
                fault(
                        "reading the store takes a second",
                        "database-latency",
                        "reading the store's row 1",
                        "CREATE POLICY slow ON stores AS RESTRICTIVE FOR SELECT"
                                + " USING (store_id <> 'cebu' OR pg_sleep(1.01) IS NOT NULL)",
                        "DROP POLICY slow ON stores"),
                new Fault(
                        "what was counted cannot be read",
                        "success-rate",
                        HealthStatus.WARNING,
                        "could not run: ",
                        List.of("INSERT INTO deduction_metrics (store_id, node, minute, reasons)"
                                + " VALUES ('cebu', 'eve', date_trunc('minute', now()), '{\"x\": \"y\"}')"),
                        List.of("DELETE FROM deduction_metrics WHERE node = 'eve'")),
                cannotRun(
                        "may not be read",
                        "late-sales",
                        "REVOKE SELECT ON offline_transaction_queue FROM atomic_inventory_app",
                        "GRANT SELECT ON offline_transaction_queue TO atomic_inventory_app"),
                cannotRun(
                        "a table has another name",
                        "compensation",
                        "ALTER TABLE inventory_compensation_log RENAME TO elsewhere",
                        "ALTER TABLE elsewhere RENAME TO inventory_compensation_log"),
                cannotRun(
                        "nothing may be written",
                        "version-guard",
                        "REVOKE INSERT ON inventory_stock FROM atomic_inventory_app",
                        "GRANT INSERT ON inventory_stock TO atomic_inventory_app"));
    }

    private static Fault cannotRun(String name, String check, String plant, String mend) {
        return new Fault(name, check, HealthStatus.WARNING, "could not run: ERROR: ", List.of(plant), List.of(mend));
    }

    private static HealthReport report() {
        return engine.monitor().runHealthCheck(Cafe.CEBU).orElseThrow();
    }

    private static Finding check(HealthReport report, String name) {
        return report.checks().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"guards", "keys", "boundaries", "sales", "books", "server"})
    void aPlantedFaultTurnsItsCheckUntilItIsMended(Fault fault) {
        assertThat(report().status()).as("before").isEqualTo(HealthStatus.HEALTHY);
        try {
            fault.plant().forEach(database::execute);
            HealthReport report = report();

            Finding found = check(report, fault.check());
            assertThat(found.status()).as(report.toString()).isEqualTo(fault.status());
            assertThat(found.message()).contains(fault.says());
            assertThat((Long) found.details().get("found")).isPositive();
            assertThat((List<?>) found.details().get("examples")).hasSizeLessThanOrEqualTo(5);
            assertThat((String) found.details().get("todo")).isNotBlank();
            assertThat(report.checks()).hasSameSizeAs(report().checks());
        } finally {
            fault.mend().forEach(database::execute);
            // A connection keeps the defaults of the moment when it was opened.
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        assertThat(report().checks())
                .allSatisfy(finding ->
                        assertThat(finding.status()).as(finding.toString()).isEqualTo(HealthStatus.HEALTHY));
    }

    @Test
    void aStoreWithoutSalesIsHealthyAndEveryCheckSaysTheSameThreeThings() {
        HealthReport report = engine.monitor().runHealthCheck("new").orElseThrow();

        assertThat(report.status()).as(report.toString()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(report.checks()).allSatisfy(finding -> {
            assertThat(finding.details().keySet().stream().limit(3)).containsExactly("found", "examples", "todo");
            assertThat(finding.details())
                    .containsEntry("found", 0L)
                    .containsEntry("examples", List.of())
                    .containsEntry("todo", "");
        });
        assertThat(engine.monitor().runHealthCheck("nowhere")).isEmpty();
    }

    @Test
    void whatIsTriedLeavesNothingBehind() {
        report();

        assertThat(database.value("""
                SELECT (SELECT count(*) FROM inventory_stock WHERE stock_id LIKE 'health%')
                     + (SELECT count(*) FROM inventory_movements WHERE stock_id LIKE 'health%')
                     + (SELECT count(*) FROM offline_transaction_queue)
                     + (SELECT count(*) FROM inventory_deduction_idempotency WHERE who = 'health check')""")).isEqualTo("0");
        assertThat(engine.verifier().verify()).isEmpty();
    }

    /** The server's own settings are the superuser's. */
    @Test
    void I7_aServerThatCouldTearPagesIsCritical() {
        try {
            TestDatabase.run(
                    database.superuser(), "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()");
            Finding found = durability("off");
            assertThat(found.status()).isEqualTo(HealthStatus.CRITICAL);
            assertThat(found.message()).contains("could lose what was acknowledged: full_page_writes = off");
        } finally {
            TestDatabase.run(database.superuser(), "ALTER SYSTEM RESET full_page_writes", "SELECT pg_reload_conf()");
        }
        assertThat(durability("on").status()).isEqualTo(HealthStatus.HEALTHY);
    }

    /** Once the server's processes have read their settings again. */
    private static Finding durability(String fullPageWrites) {
        Blocked.await(
                "full_page_writes",
                () -> fullPageWrites.equals(
                        check(report(), "durability").details().get("fullPageWrites")));
        return check(report(), "durability");
    }

    /** Nobody may lock the store's rows for it: a sale goes on beside. */
    @Test
    void whatIsTriedWaitsForNobodysStock() throws Exception {
        try (var holder = database.owner().getConnection();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM inventory_stock FOR UPDATE");
            assertThat(report().status()).isEqualTo(HealthStatus.HEALTHY);
            holder.rollback();
        }
    }

    @Test
    void aDatabaseThatIsAwayIsNoFinding() {
        HikariDataSource pool = database.pool(2);
        AtomicInventory cutOff = AtomicInventory.on(pool).open();
        pool.close();

        assertThatThrownBy(() -> cutOff.monitor().runHealthCheck(Cafe.CEBU))
                .isInstanceOf(DatabaseUnavailableException.class);
    }
}
