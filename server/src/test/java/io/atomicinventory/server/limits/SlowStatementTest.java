package io.atomicinventory.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No statement outlives the request that it is for. */
class SlowStatementTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String SALE =
            "{\"transactionId\": \"slow\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}";

    @Test
    void aStatementThatTakesLongerThanARequestMayIsEndedAndNothingIsBooked() {
        String before = SERVER.database().value("SELECT count(*) FROM inventory_movements");
        SERVER.database()
                .execute(
                        "CREATE FUNCTION sleep_long() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN PERFORM pg_sleep(300); RETURN NEW; END $$",
                        "CREATE TRIGGER sleep_long BEFORE INSERT ON inventory_movements"
                                + " FOR EACH ROW EXECUTE FUNCTION sleep_long()");
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.request.timeout=500ms")) {
            Http.Answer answer = server.http().key("slow").post("/api/v1/stores/cebu/deductions", SALE);
            assertThat(answer.slug()).as(answer.toString()).isIn("overloaded", "version-conflict");
            assertThat(SERVER.database()
                            .value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                                    + " AND datname = current_database()"))
                    .as("still asleep in the database")
                    .isEqualTo("0");
        } finally {
            SERVER.database().execute("DROP TRIGGER sleep_long ON inventory_movements", "DROP FUNCTION sleep_long()");
        }
        assertThat(SERVER.database().value("SELECT count(*) FROM inventory_movements"))
                .isEqualTo(before);
    }
}
