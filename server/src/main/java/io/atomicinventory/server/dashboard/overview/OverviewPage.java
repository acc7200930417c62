package io.atomicinventory.server.dashboard.overview;

import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.DeductionFigures;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.server.dashboard.Bar;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.dashboard.health.StoreHealth;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Whether a store's stock can be trusted, how it sells, and what needs somebody first. */
@StorePage
class OverviewPage {
    private final StoreHealth health;
    private final Beginning beginning;
    private final AtomicInventoryMonitor monitor;
    private final OfflineQueueService queue;

    OverviewPage(StoreHealth health, Beginning beginning, AtomicInventoryMonitor monitor, OfflineQueueService queue) {
        this.health = health;
        this.beginning = beginning;
        this.monitor = monitor;
        this.queue = queue;
    }

    @GetMapping(StorePage.PATH + "/overview")
    @Allowed(Permission.REVIEW)
    String show(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        model.addAttribute("tab", Tab.OVERVIEW);
        model.addAttribute("steps", beginning.of(store.storeId()));
        health(store, model);
        figures(store, model);
        return "dashboard/overview";
    }

    /** The part that is asked for each minute. */
    @GetMapping(StorePage.PATH + "/overview/health")
    @Allowed(Permission.REVIEW)
    String health(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        model.addAttribute("glance", Glance.of(health.now(store.storeId()), clock(store)));
        return "dashboard/overview-health";
    }

    /** Runs the checks now. */
    @PostMapping(StorePage.PATH + "/overview/health")
    @Allowed(Permission.REVIEW)
    String healthAgain(
            @ModelAttribute(name = "store", binding = false) Store store,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String byScript,
            Model model) {
        Glance glance = Glance.of(health.again(store.storeId()), clock(store));
        if (byScript == null) {
            return "redirect:" + StorePage.PATH + "/overview";
        }
        model.addAttribute("glance", glance);
        return "dashboard/overview-health";
    }

    /** The part that follows the sales. */
    @GetMapping(StorePage.PATH + "/overview/figures")
    @Allowed(Permission.REVIEW)
    String figures(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        String storeId = store.storeId();
        StoreClock clock = clock(store);
        List<Bar> minutes = Bar.of(known(storeId, monitor.perMinute(storeId)), clock);
        model.addAttribute(
                "hour", known(storeId, monitor.getDeductionFigures(storeId, DeductionFigures.Period.LAST_HOUR)));
        model.addAttribute("minutes", minutes);
        model.addAttribute("hasSales", Bar.hasAny(minutes));
        model.addAttribute("queue", known(storeId, monitor.getQueueMetrics(storeId)));
        model.addAttribute(
                "oldest",
                queue.getPendingTransactions(storeId, 1).stream()
                        .findFirst()
                        .map(entry -> clock.day(entry.occurredAt()))
                        .orElse(""));
        return "dashboard/overview-figures";
    }

    private static StoreClock clock(Store store) {
        return new StoreClock(store);
    }

    private static <T> T known(String storeId, Optional<T> figures) {
        return figures.orElseThrow(() -> Paths.notFound("Unknown store: " + storeId));
    }
}
