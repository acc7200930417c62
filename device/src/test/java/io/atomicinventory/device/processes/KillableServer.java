package io.atomicinventory.device.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged server as a process, with the café in its database. It comes back at the same address. */
final class KillableServer implements AutoCloseable {
    private final TestDatabase database = new TestDatabase();
    private final AtomicInventory engine = database.engine();
    private final Cafe cafe = Cafe.open(engine);
    private final int port = FreePort.find();
    private final Path folder;
    private ServerProcess process;

    KillableServer(Path folder) {
        this.folder = folder;
        this.process = start();
    }

    private ServerProcess start() {
        return ServerProcess.start(
                folder,
                port,
                Map.of(
                        "INVENTORY_DATABASE_URL",
                        database.jdbcUrl(),
                        "INVENTORY_DATABASE_USER",
                        TestDatabase.OWNER,
                        "INVENTORY_DATABASE_PASSWORD",
                        TestDatabase.PASSWORD,
                        // What waits for approval waits.
                        "INVENTORY_QUEUE_SYNC_INTERVAL",
                        "0"));
    }

    int port() {
        return port;
    }

    Http http() {
        return process.http();
    }

    /** Of each ingredient; there are 100 to begin with. */
    void deliver(int more) {
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            cafe.receive(Cafe.CEBU, item, Integer.toString(more), "delivery-of-" + item);
        }
    }

    int croissants() {
        return cafe.quantity(Cafe.CEBU, "croissant").intValueExact();
    }

    /** The transactions of a query of the café's database. */
    List<String> transactions(String query) {
        String all = database.value("SELECT string_agg(transaction_id, ' ') FROM (" + query + ") AS each");
        return all.equals("null") ? List.of() : List.of(all.split(" "));
    }

    /** kill -9 */
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = start();
    }

    void requireRightBooks() {
        assertThat(engine.verifier().verify()).isEmpty();
    }

    @Override
    public void close() {
        process.close();
        database.close();
    }
}
