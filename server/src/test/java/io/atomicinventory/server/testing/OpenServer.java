package io.atomicinventory.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server for the tests of one class. All such classes of a run share one server and one database; each begins as
 * on the first morning, and ends with the books being proved.
 */
public final class OpenServer implements BeforeAllCallback, AfterAllCallback {
    private final boolean hasCafe;
    private @Nullable Running running;

    private OpenServer(boolean hasCafe) {
        this.hasCafe = hasCafe;
    }

    /** With {@link Cafe}'s products and its Cebu. */
    public static OpenServer withCafe() {
        return new OpenServer(true);
    }

    /** Without stores and products. */
    public static OpenServer empty() {
        return new OpenServer(false);
    }

    /** Closed when the last class of the run has ended. */
    private static final class Running implements AutoCloseable {
        private final TestDatabase database = new TestDatabase();
        private final AtomicInventory engine = database.engine();
        private final Cafe cafe = new Cafe(engine);
        private final TestServer server = TestServer.start(database);

        @Override
        public void close() {
            server.close();
            database.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OpenServer.class))
                .computeIfAbsent(Running.class, key -> new Running(), Running.class);
        clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireRightBooks();
    }

    /** For a test that cannot share its class's data. */
    public void clear() {
        database().clear();
        if (hasCafe) {
            Cafe.open(running().engine);
        }
    }

    public void requireRightBooks() {
        assertThat(running().engine.verifier().verify()).isEmpty();
    }

    public TestDatabase database() {
        return running().database;
    }

    /** Whoever works in the shop beside the server, on the same database. */
    public Cafe cafe() {
        return running().cafe;
    }

    public String url() {
        return running().server.url();
    }

    /** A client with the administrator's token. */
    public Http http() {
        return running().server.http();
    }

    public Http anonymous() {
        return Http.anonymous(url());
    }

    /** For tests that compare the server with what it says of itself. */
    public <T> T bean(String name, Class<T> type) {
        return running().server.bean(name, type);
    }

    private Running running() {
        return Objects.requireNonNull(running);
    }
}
