package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two server processes on one database with the café in it. Either can be killed, and started again where it was. */
final class ServerPair implements AutoCloseable {
    private final TestDatabase database = new TestDatabase();
    private final AtomicInventory engine = database.engine();
    private final Cafe cafe = Cafe.open(engine);
    private final List<Integer> ports = List.of(FreePort.find(), FreePort.find());
    private final List<ServerProcess> servers = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final Map<String, String> environment;

    private ServerPair(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.environment.put("INVENTORY_DATABASE_URL", database.jdbcUrl());
        this.environment.put("INVENTORY_DATABASE_USER", TestDatabase.OWNER);
        this.environment.put("INVENTORY_DATABASE_PASSWORD", TestDatabase.PASSWORD);
    }

    /** @param environment what they need beside the database */
    static ServerPair start(Path folder, Map<String, String> environment) {
        ServerPair pair = new ServerPair(folder, environment);
        pair.ports.forEach(port -> pair.servers.add(ServerProcess.launch(folder, port, pair.environment)));
        pair.servers.forEach(ServerProcess::awaitReady);
        return pair;
    }

    TestDatabase database() {
        return database;
    }

    AtomicInventory engine() {
        return engine;
    }

    Cafe cafe() {
        return cafe;
    }

    /** @param caller any number: callers take turns at the two */
    Http http(int caller) {
        return servers.get(caller % 2).http();
    }

    /** kill -9 */
    void kill(int server) {
        servers.get(server).kill();
    }

    void startAgain(int server) {
        servers.set(server, ServerProcess.start(folder, ports.get(server), environment));
    }

    /** Of a table, with a condition. */
    long count(String from) {
        return Long.parseLong(database.value("SELECT count(*) FROM " + from));
    }

    void requireRightBooks() {
        assertThat(engine.verifier().verify()).isEmpty();
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
        database.close();
    }
}
