package io.atomicinventory.server.database;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.AuditTrail;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.BooksVerifier;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.server.InventorySettings;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    ServerDatabase serverDatabase(InventorySettings settings) {
        return ServerDatabase.start(settings);
    }

    @Bean
    MeterBinder connections(ServerDatabase database) {
        return database::countConnections;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Needs the database, so it is closed before it: what is under way still has its connections. */
    @Bean(destroyMethod = "close")
    AtomicInventory atomicInventory(
            ServerDatabase database, InventorySettings settings, EngineMetrics metrics, Clock clock) {
        return AtomicInventory.on(database.dataSource())
                .settings(settings.engine())
                .metrics(metrics)
                .clock(clock)
                .open();
    }

    @Bean
    AtomicInventoryService deductions(AtomicInventory engine) {
        return engine.deductions();
    }

    @Bean
    StockService stock(AtomicInventory engine) {
        return engine.stock();
    }

    @Bean
    OfflineQueueService queue(AtomicInventory engine) {
        return engine.queue();
    }

    @Bean
    AtomicInventoryMonitor monitor(AtomicInventory engine) {
        return engine.monitor();
    }

    @Bean
    BooksVerifier verifier(AtomicInventory engine) {
        return engine.verifier();
    }

    @Bean
    AccessService access(AtomicInventory engine) {
        return engine.access();
    }

    @Bean
    AuditTrail audit(AtomicInventory engine) {
        return engine.audit();
    }

    @Bean
    CatalogService catalog(AtomicInventory engine) {
        return engine.catalog();
    }
}
