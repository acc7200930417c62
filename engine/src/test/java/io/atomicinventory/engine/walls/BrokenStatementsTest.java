package io.atomicinventory.engine.walls;

import static io.atomicinventory.engine.walls.BrokenStatements.OURS;
import static io.atomicinventory.engine.walls.BrokenStatements.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.engine.walls.BrokenStatements.Mistake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The engine's own statements with a mistake in each of them, in a store whose neighbour has the same items, keys and
 * transactions: row-level security makes the mistake harmless.
 */
class BrokenStatementsTest {
    private static final String SECRET = "777";

    private static final String BOOKS = """
            SELECT string_agg(rows::text, ' ') FROM (
                SELECT (SELECT string_agg(s::text, ' ' ORDER BY s.stock_id) FROM inventory_stock s WHERE s.store_id = '$'),
                       (SELECT string_agg(m::text, ' ' ORDER BY m.stock_id, m.version) FROM inventory_movements m
                        WHERE m.store_id = '$'),
                       (SELECT string_agg(o::text, ' ' ORDER BY o.idempotency_key)
                        FROM inventory_deduction_idempotency o WHERE o.store_id = '$'),
                       (SELECT string_agg(c::text, ' ' ORDER BY c.transaction_id, c.stock_id, c.sequence)
                        FROM inventory_compensation_log c WHERE c.store_id = '$'),
                       (SELECT string_agg(q::text, ' ' ORDER BY q.queue_id) FROM offline_transaction_queue q
                        WHERE q.store_id = '$'),
                       (SELECT string_agg(m::text, ' ' ORDER BY m.recipe_ingredient_name) FROM conversion_mappings m
                        WHERE m.store_id = '$')) rows""".replace("$", THEIRS);

    private static TestDatabase database;
    private static List<String> aRightDay;
    private String theirBooks = "";

    @BeforeAll
    static void aDayWithoutANeighbour() {
        database = new TestDatabase();
        AtomicInventory engine = database.engine();
        Cafe.open(engine);
        Day.open(engine, OURS, "100", "1");
        aRightDay = Day.of(engine, OURS);
        assertThat(aRightDay)
                .noneMatch(step -> step.endsWith("failed") || step.contains("NotDecided"))
                .contains("books: []");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void twoStores() {
        open();
        Day.of(database.engine(), THEIRS);
        theirBooks = database.value(BOOKS);
    }

    private void open() {
        database.clear();
        AtomicInventory engine = database.engine();
        Cafe.open(engine);
        Day.open(engine, OURS, "100", "1");
        Day.open(engine, THEIRS, SECRET, "3");
        theirBooks = database.value(BOOKS);
    }

    private static BrokenStatements broken(Mistake mistake) {
        return new BrokenStatements(database.pool(16), mistake);
    }

    private static List<String> dayOn(BrokenStatements statements) {
        EngineSettings impatient = EngineSettings.defaults().withRequestTimeout(Duration.ofMillis(300));
        return Day.of(
                AtomicInventory.on(statements.dataSource()).settings(impatient).open(), OURS);
    }

    @Test
    void I3_aNeighbourWithTheSameKeysChangesNothing() {
        assertThat(dayOn(broken(Mistake.NONE))).isEqualTo(aRightDay);
        assertThat(database.value(BOOKS)).isEqualTo(theirBooks);
    }

    @Test
    void I3_statementsThatForgetTheStoreReadAndWriteItAlone() {
        BrokenStatements statements = broken(Mistake.FORGETS_THE_STORE);

        assertThat(dayOn(statements)).isEqualTo(aRightDay);

        assertThat(database.value(BOOKS)).isEqualTo(theirBooks);
        assertThat(statements.broken()).as("statements that were tried").hasSizeGreaterThan(40);
    }

    @Test
    void I3_statementsThatNameAnotherStoreFindNothing() {
        BrokenStatements statements = broken(Mistake.NAMES_ANOTHER_STORE);

        List<String> day = dayOn(statements);

        assertThat(database.value(BOOKS)).isEqualTo(theirBooks);
        assertThat(day).noneMatch(step -> step.contains(SECRET)).noneMatch(step -> step.startsWith("sale: Deducted"));
        assertThat(statements.broken()).as("statements that were tried").hasSizeGreaterThan(30);
    }

    /** That the mistakes are real: without the wall they give other answers, and change what is another's. */
    @Test
    void I3_withoutTheWallTheSameMistakesWouldTellAndChangeWhatIsAnothers() {
        wall("DISABLE");
        try {
            assertThat(dayOn(broken(Mistake.FORGETS_THE_STORE))).isNotEqualTo(aRightDay);
            open();
            assertThat(dayOn(broken(Mistake.NAMES_ANOTHER_STORE))).anyMatch(step -> step.contains(SECRET));
            assertThat(database.value(BOOKS)).isNotEqualTo(theirBooks);
        } finally {
            wall("ENABLE");
        }
    }

    private static void wall(String change) {
        database.execute("DO $$ DECLARE t text; BEGIN FOR t IN SELECT relname FROM pg_class c JOIN pg_attribute a"
                + " ON a.attrelid = c.oid WHERE a.attname = 'store_id' AND c.relkind = 'r' AND c.relnamespace ="
                + " 'public'::regnamespace LOOP EXECUTE 'ALTER TABLE ' || t || ' " + change
                + " ROW LEVEL SECURITY'; END LOOP; END $$");
    }
}
