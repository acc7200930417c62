package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What row-level security does not guard, so that docs/walls.md says no more than is true. On connections of their own:
 * a pool would keep what is done to them.
 */
class OutsideTheWallTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static TwoStores stores;

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    @Test
    void I3_whoeverRunsSqlOfTheirChoiceSetsTheStoreOfTheirChoice() throws SQLException {
        try (Session session = Session.of(stores.driver(), TwoStores.OURS)) {
            session.turnTo(TwoStores.THEIRS);
            assertThat(Reading.telling(Reading.SELECT.of(session, "inventory_stock")))
                    .isPositive();
        }
    }

    /** The store of the session is not that of the next request, which begins with its own. */
    @Test
    void I3_aStoreThatWasSetForTheSessionDoesNotWidenWhatTheNextRequestSees() throws SQLException {
        try (Session session = Session.withoutStore(stores.driver())) {
            session.rows("SELECT set_config('inventory.stores', '" + TwoStores.THEIRS + "', false)");
            session.commit();
            session.update("SET LOCAL ROLE atomic_inventory_app");
            assertThat(Reading.telling(Reading.SELECT.of(session, "inventory_stock")))
                    .as("whoever sets none")
                    .isPositive();
            session.turnTo(TwoStores.OURS);
            assertThat(Reading.telling(Reading.SELECT.of(session, "inventory_stock")))
                    .isZero();
        }
    }

    @Test
    void I3_whatOutlivesATransactionOnPurposeOutlivesItsStore() throws SQLException {
        try (Session session = Session.of(stores.driver(), TwoStores.THEIRS)) {
            session.update("DECLARE kept CURSOR WITH HOLD FOR SELECT t::text FROM inventory_stock t");
            session.update("CREATE TEMPORARY TABLE inventory_stock AS TABLE public.inventory_stock");
            session.commit();
            session.update("SET LOCAL ROLE atomic_inventory_app");
            session.turnTo(TwoStores.OURS);
            assertThat(Reading.telling(session.rows("FETCH ALL FROM kept"))).isPositive();
            assertThat(Reading.telling(session.rows("SELECT t::text FROM inventory_stock t")))
                    .as("a temporary table comes before ours")
                    .isPositive();
        }
    }

    @Test
    void I3_aCursorThatHasBeenReadFromGoesOnWithItsStore() throws SQLException {
        try (Session session = Session.of(stores.driver(), TwoStores.THEIRS)) {
            session.update("DECLARE begun CURSOR FOR SELECT t::text FROM inventory_stock t");
            session.rows("FETCH 1 FROM begun");
            session.turnTo(TwoStores.OURS);
            assertThat(Reading.telling(session.rows("FETCH ALL FROM begun"))).isPositive();
        }
    }

    @Test
    void I3_theDirectoryAndTheSizesOfTablesAreOpen() throws SQLException {
        SERVER.database().execute("ANALYZE");
        try (Session session = Session.withoutStore(stores.driver())) {
            assertThat(session.rows("SELECT store_id FROM stores")).contains(TwoStores.OURS, TwoStores.THEIRS);
            assertThat(session.value("SELECT reltuples::int FROM pg_class WHERE oid = 'inventory_stock'::regclass"))
                    .isEqualTo(SERVER.database().value("SELECT count(*) FROM inventory_stock"));
        }
    }
}
