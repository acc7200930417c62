package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With no store set nothing is read, and with one set nothing of another, whatever the query forgets. */
class OtherStoreIsNotReadTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static TwoStores stores;

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    @ParameterizedTest
    @EnumSource
    void I3_withoutAStoreNothingIsRead(Reading reading) throws SQLException {
        try (Session session = Session.withoutStore(stores.pool())) {
            for (String table : stores.secretTables()) {
                for (String none : List.of("never set", "", ",", "*", TwoStores.THEIRS + " ", "wall-%")) {
                    if (!none.equals("never set")) {
                        session.turnTo(none);
                    }
                    assertThat(reading.of(session, table))
                            .as("%s, stores '%s'", reading.sql(table), none)
                            .noneMatch(row -> row.contains(TwoStores.THEIRS) || row.contains(TwoStores.OURS));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void I3_withOneStoreSetNothingOfAnotherIsRead(Reading reading) throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                assertThat(Reading.telling(reading.of(session, table)))
                        .as(reading.sql(table))
                        .isZero();
            }
            try (Session owner = Session.raw(stores.database().owner())) {
                assertThat(Reading.telling(reading.of(owner, table)))
                        .as("without the wall the same way leads to it: " + reading.sql(table))
                        .isPositive();
            }
        }
    }

    @Test
    void I3_countsAreThoseOfTheStoreThatIsSet() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.withoutStore(stores.pool())) {
                assertThat(session.value("SELECT count(*) FROM " + table)).isEqualTo("0");
                session.turnTo(TwoStores.OURS);
                assertThat(session.value("SELECT count(*) FROM " + table))
                        .isEqualTo(Integer.toString(stores.count(table, TwoStores.OURS)));
                assertThat(session.value(
                                "SELECT count(*) FROM " + table + " WHERE store_id = '" + TwoStores.THEIRS + "'"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void I3_noTwoTablesJoinAcrossStores() throws SQLException {
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            for (String one : stores.secretTables()) {
                for (String other : stores.secretTables()) {
                    String join = "SELECT count(*) FILTER (WHERE a.store_id <> b.store_id) || ' of ' || (count(*) > 0)"
                            + " FROM " + one + " a CROSS JOIN " + other + " b";
                    assertThat(session.value(join)).as(join).isEqualTo("0 of true");
                }
            }
        }
    }

    /** As the application did before it turned to our store, and as the owner, for whom it was planned without. */
    @Test
    void I3_aStatementThatWasPreparedForAnotherStoreReadsThatOfNow() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.raw(stores.database().owner())) {
                session.update("SET LOCAL plan_cache_mode = force_generic_plan");
                session.update("PREPARE walls AS SELECT t::text FROM " + table + " t");
                assertThat(Reading.telling(session.rows("EXECUTE walls")))
                        .as("as the owner")
                        .isPositive();
                session.update("SET LOCAL ROLE atomic_inventory_app");
                session.turnTo(TwoStores.THEIRS);
                assertThat(Reading.telling(session.rows("EXECUTE walls")))
                        .as(table)
                        .isPositive();
                session.turnTo(TwoStores.OURS);
                List<String> ours = session.rows("EXECUTE walls");
                assertThat(ours).as(table).hasSize(stores.count(table, TwoStores.OURS));
                assertThat(Reading.telling(ours)).as(table).isZero();
                session.update("DEALLOCATE walls");
            }
        }
    }

    /** One that has been read from goes on with what it began: the engine opens none. */
    @Test
    void I3_aCursorThatNobodyHasReadFromReadsTheStoreOfNow() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.THEIRS)) {
                session.update("DECLARE walls CURSOR FOR SELECT t::text FROM " + table + " t");
                session.turnTo(TwoStores.OURS);
                assertThat(Reading.telling(session.rows("FETCH ALL FROM walls")))
                        .as(table)
                        .isZero();
            }
        }
    }

    @Test
    void I3_theSettingThatSwitchesTheWallOffRefusesTheQueryInstead() throws SQLException {
        for (String table : stores.secretTables()) {
            try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
                session.update("SET LOCAL row_security = off");
                assertThat(session.refusal("SELECT * FROM " + table))
                        .as(table)
                        .startsWith("42501 ")
                        .contains("row-level security");
            }
        }
    }

    @Test
    void I3_whatThePlannerKnowsOfTheValuesIsHidden() throws SQLException {
        SERVER.database().execute("ANALYZE");
        String known = "SELECT count(*) FROM pg_stats WHERE tablename = 'inventory_stock'";
        assertThat(SERVER.database().value(known)).isNotEqualTo("0");
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            assertThat(session.value(known)).isEqualTo("0");
            assertThat(session.refusal("SELECT * FROM pg_statistic")).startsWith("42501 ");
        }
    }
}
