package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With no store set nothing is written, and with one set nothing of another, whatever the statement forgets. */
class OtherStoreIsNotWrittenTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String NO_RIGHT = "42501 ";
    private static final String RESTRICT = "23001 ";

    private static TwoStores stores;
    private String theirBooks = "";

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    @BeforeEach
    void remember() {
        theirBooks = stores.booksOf(TwoStores.THEIRS);
    }

    @AfterEach
    void nothingOfTheirsHasChanged() {
        assertThat(stores.booksOf(TwoStores.THEIRS)).isEqualTo(theirBooks);
    }

    private static String with(String sql, String table, String row) {
        return sql.replace("$T", table)
                .replace("$KEY", stores.primaryKey(table))
                .replace("$ROW", "json_populate_record(NULL::" + table + ", " + row + ")")
                .replace("$A", TwoStores.OURS)
                .replace("$B", TwoStores.THEIRS);
    }

    /** Rows of the other store that are there already, by whatever way they would come; their setting is ours or none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO $T SELECT * FROM $ROW",
                "INSERT INTO $T SELECT * FROM $ROW ON CONFLICT DO NOTHING",
                "INSERT INTO $T SELECT * FROM $ROW ON CONFLICT ($KEY) DO NOTHING",
                "INSERT INTO $T SELECT * FROM $ROW ON CONFLICT ($KEY) DO UPDATE SET store_id = excluded.store_id",
                "INSERT INTO $T SELECT * FROM $ROW ON CONFLICT ($KEY) DO UPDATE SET store_id = '$A'",
                "WITH r AS (INSERT INTO $T SELECT * FROM $ROW RETURNING store_id) SELECT * FROM r",
                "MERGE INTO $T t USING $ROW r ON false WHEN NOT MATCHED THEN INSERT (store_id) VALUES (r.store_id)"
            })
    void I3_aRowOfAnotherStoreIsNotInserted(String insert) throws SQLException {
        for (String table : stores.tables()) {
            String theirs = stores.rowOf(table, TwoStores.THEIRS);
            for (String set : List.of("", TwoStores.OURS)) {
                try (Session session = Session.of(stores.pool(), set)) {
                    String sql = with(insert, table, theirs);
                    assertThat(session.refusal(sql))
                            .as("stores '%s': %s", set, sql)
                            .startsWith(NO_RIGHT);
                    session.commit();
                }
            }
        }
    }

    /** Ours, so that the statement is one that may run at all; the wall looks at the row that comes out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE $T SET store_id = '$B'",
                "UPDATE $T SET store_id = '$B' WHERE store_id = '$A'",
                "INSERT INTO $T SELECT * FROM $ROW ON CONFLICT ($KEY) DO UPDATE SET store_id = '$B'",
                "MERGE INTO $T t USING $ROW r ON t.store_id = r.store_id WHEN MATCHED THEN UPDATE SET store_id = '$B'"
            })
    void I3_aRowOfOursDoesNotBecomeAnothers(String move) throws SQLException {
        for (String table : stores.tables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                String sql = with(move, table, stores.rowOf(table, TwoStores.OURS));
                assertThat(session.refusal(sql)).as(sql).matches(state -> isRefusal(state));
                session.commit();
            }
        }
    }

    /** The guard of the stock rows comes before the wall. */
    private static boolean isRefusal(String state) {
        return state.startsWith(NO_RIGHT) || state.startsWith(RESTRICT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE $T SET store_id = store_id WHERE store_id = '$B'",
                "UPDATE $T SET store_id = '$A' WHERE store_id = '$B'",
                "UPDATE $T t SET store_id = t.store_id FROM stores s WHERE s.store_id = t.store_id AND s.store_id = '$B'",
                "UPDATE $T t SET store_id = t.store_id FROM $T u WHERE t.store_id <> u.store_id AND t.store_id <> '$A'",
                "MERGE INTO $T t USING stores s ON t.store_id = s.store_id AND s.store_id = '$B'"
                        + " WHEN MATCHED THEN UPDATE SET store_id = t.store_id",
                "DELETE FROM $T WHERE store_id = '$B'",
                "DELETE FROM $T t USING stores s WHERE s.store_id = t.store_id AND s.store_id <> '$A'",
                "MERGE INTO $T t USING stores s ON t.store_id = s.store_id AND s.store_id = '$B' WHEN MATCHED THEN DELETE"
            })
    void I3_noStatementTouchesARowOfAnotherStore(String change) throws SQLException {
        for (String table : stores.tables()) {
            for (String set : List.of("", TwoStores.OURS)) {
                try (Session session = Session.of(stores.pool(), set)) {
                    String sql = with(change, table, "");
                    assertThat(session.touched(sql))
                            .as("stores '%s': %s", set, sql)
                            .isZero();
                    session.commit();
                }
            }
        }
    }

    /** What forgets the store altogether ends at the wall, and has touched what is ours. */
    @ParameterizedTest
    @ValueSource(strings = {"UPDATE $T SET store_id = store_id", "DELETE FROM $T"})
    void I3_aStatementWithoutAStoreTouchesOursAlone(String change) throws SQLException {
        for (String table : stores.tables()) {
            String sql = with(change, table, "");
            try (Session session = Session.withoutStore(stores.pool())) {
                assertThat(session.touched(sql)).as(sql).isZero();
            }
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                boolean may = Boolean.parseBoolean(session.value(
                        "SELECT has_table_privilege('" + table + "', '" + change.substring(0, 6) + "')::text"));
                assertThat(session.touched(sql)).as(sql).isEqualTo(may ? stores.count(table, TwoStores.OURS) : 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOR KEY SHARE", "FOR SHARE", "FOR NO KEY UPDATE", "FOR UPDATE"})
    void I3_aRowOfAnotherStoreIsNotLocked(String how) throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                String lock = "SELECT * FROM " + table + " WHERE store_id = '" + TwoStores.THEIRS + "' " + how;
                assertThat(session.refusal(lock))
                        .as(lock)
                        .matches(end -> end.equals("done") || end.startsWith(NO_RIGHT));
                try (Session owner = Session.raw(stores.database().owner())) {
                    owner.update("SET LOCAL lock_timeout = 100");
                    assertThat(owner.rows("SELECT store_id FROM " + table + " WHERE store_id = '" + TwoStores.THEIRS
                                    + "' FOR UPDATE"))
                            .as("nobody waits for us: " + lock)
                            .isNotEmpty();
                }
            }
        }
    }

    /** Whether a key of another store is taken cannot be asked: the wall answers before the key does. */
    @Test
    void I3_theRefusalIsTheSameWhetherTheOtherStoreHasTheKeyOrNot() throws SQLException {
        for (String table : stores.tables()) {
            String there = stores.rowOf(table, TwoStores.THEIRS);
            String notThere = there.replace(TwoStores.THEIRS, "wall-nowhere");
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                String insert = "INSERT INTO $T SELECT * FROM $ROW";
                String ofATaken = session.refusal(with(insert, table, there));
                assertThat(ofATaken).startsWith(NO_RIGHT).doesNotContain(TwoStores.THEIRS);
                assertThat(session.refusal(with(insert, table, notThere))).isEqualTo(ofATaken);
            }
        }
    }

    /** Ours are told: the same key in our own store is refused with its values. */
    @Test
    void I3_aUniqueKeyTellsOfTheStoreThatIsSetAlone() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                String again = with("INSERT INTO $T SELECT * FROM $ROW", table, stores.rowOf(table, TwoStores.OURS));
                assertThat(session.refusal(again))
                        .startsWith(isKeptByTheDatabase(table) ? NO_RIGHT : "23505 ")
                        .doesNotContain(TwoStores.THEIRS);
            }
        }
    }

    @Test
    void I3_copyingIntoATableIsRefused() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.driver(), TwoStores.OURS)) {
                assertThat(session.refusal("COPY " + table + " FROM STDIN"))
                        .as(table)
                        .startsWith(isKeptByTheDatabase(table) ? NO_RIGHT : "0A000 ");
            }
        }
    }

    /** The role may not write it at all. */
    private static boolean isKeptByTheDatabase(String table) {
        return table.equals("queue_totals");
    }
}
