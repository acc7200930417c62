package io.atomicinventory.engine;

import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.AuditTrail;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.internal.ledger.Ledger;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.recording.Recorder;
import io.atomicinventory.engine.internal.sql.AuditStorage;
import io.atomicinventory.engine.internal.sql.CatalogStorage;
import io.atomicinventory.engine.internal.sql.Database;
import io.atomicinventory.engine.internal.sql.DatabaseCheck;
import io.atomicinventory.engine.internal.sql.DeductionStorage;
import io.atomicinventory.engine.internal.sql.FiguresStorage;
import io.atomicinventory.engine.internal.sql.GapStorage;
import io.atomicinventory.engine.internal.sql.HealthStorage;
import io.atomicinventory.engine.internal.sql.MappingStorage;
import io.atomicinventory.engine.internal.sql.Migrations;
import io.atomicinventory.engine.internal.sql.PersonStorage;
import io.atomicinventory.engine.internal.sql.PulseStorage;
import io.atomicinventory.engine.internal.sql.QueueStorage;
import io.atomicinventory.engine.internal.sql.StockStorage;
import io.atomicinventory.engine.internal.sql.TokenStorage;
import io.atomicinventory.engine.internal.sql.VerifierStorage;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.BooksVerifier;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.Previews;
import io.atomicinventory.engine.stock.StockService;
import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * The engine on one PostgreSQL. Any number of engines, in any number of processes, may work on the same
 * database. Thread-safe. Its threads end by themselves when there is nothing to do; closing it lets what is under
 * way finish and takes nothing more. What was acknowledged is on disk whether it is closed or not.
 */
public final class AtomicInventory implements AutoCloseable {
    private final Recorder recorder;
    private final Ledger ledger;
    private final AtomicInventoryService deductions;
    private final StockService stock;
    private final OfflineQueueService queue;
    private final CatalogService catalog;
    private final BooksVerifier verifier;
    private final AtomicInventoryMonitor monitor;
    private final AccessService access;
    private final AuditTrail audit;

    private AtomicInventory(Builder builder) {
        Database database = new Database(builder.dataSource, builder.settings);
        Instant now = DatabaseCheck.require(database);
        FiguresStorage figures = new FiguresStorage(database);
        this.recorder = new Recorder(builder.metrics, figures, builder.settings.figuresInterval(), Clock.systemUTC());
        recorder.setTime(now);
        MenuCache menus = new MenuCache(builder.settings.cachedRows());
        this.ledger = new Ledger(database, menus, recorder);
        DeductionStorage deductionStorage = new DeductionStorage(database);
        this.deductions = new AtomicInventoryService(ledger, menus, deductionStorage, builder.clock);
        QueueStorage queueStorage = new QueueStorage(database);
        this.queue = new OfflineQueueService(
                ledger, queueStorage, new Previews(deductionStorage, queueStorage, menus), builder.clock);
        this.stock = new StockService(ledger, new StockStorage(database));
        this.catalog = new CatalogService(
                new CatalogStorage(database), new MappingStorage(database), new GapStorage(database, menus));
        this.verifier = new BooksVerifier(new VerifierStorage(database));
        this.monitor =
                new AtomicInventoryMonitor(new HealthStorage(database, menus), figures, new PulseStorage(database));
        this.access = new AccessService(new PersonStorage(database), new TokenStorage(database));
        this.audit = new AuditTrail(new AuditStorage(database));
    }

    /**
     * Brings the schema up to date, as its owner. Safe to call from several processes at once.
     *
     * @param owner connections of the role that owns the tables, or will; not the application's role
     */
    public static void migrate(DataSource owner) {
        Migrations.migrate(owner);
    }

    /**
     * @param dataSource connections of a login that may take the application's role; a pool is expected, and
     *     nothing of a request stays behind on its connections
     */
    public static Builder on(DataSource dataSource) {
        return new Builder(dataSource);
    }

    public AtomicInventoryService deductions() {
        return deductions;
    }

    public StockService stock() {
        return stock;
    }

    public OfflineQueueService queue() {
        return queue;
    }

    public CatalogService catalog() {
        return catalog;
    }

    public BooksVerifier verifier() {
        return verifier;
    }

    public AtomicInventoryMonitor monitor() {
        return monitor;
    }

    public AccessService access() {
        return access;
    }

    public AuditTrail audit() {
        return audit;
    }

    /** How many sales and other movements are under way now, of at most {@link EngineSettings#maxWaiting()}. */
    public int waiting() {
        return ledger.waiting();
    }

    /**
     * Takes nothing more, and waits for what is under way, at most for one request's timeout; then writes what the
     * monitor has not been told yet, which may take as long once more where the database does not answer.
     */
    @Override
    public void close() {
        ledger.close();
        recorder.close();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final DataSource dataSource;
        private EngineSettings settings = EngineSettings.defaults();
        private EngineMetrics metrics = EngineMetrics.NONE;
        private Clock clock = Clock.systemUTC();

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        public Builder settings(EngineSettings settings) {
            this.settings = settings;
            return this;
        }

        public Builder metrics(EngineMetrics metrics) {
            this.metrics = metrics;
            return this;
        }

        /** For the bounds of {@code occurredAt} only; what is recorded carries the database's time. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Checks the database and opens the engine.
         *
         * @throws UnsafeDatabaseException where it could lose what it acknowledged, or let a store see another
         * @throws DatabaseUnavailableException where it does not answer
         */
        public AtomicInventory open() {
            return new AtomicInventory(this);
        }
    }
}
