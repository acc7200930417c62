package io.atomicinventory.server.dashboard.metrics;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.DeductionFigures;
import io.atomicinventory.engine.monitor.DeductionFigures.Period;
import io.atomicinventory.server.dashboard.Bar;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.util.List;
import java.util.Optional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What became of a store's sales, in figures. */
@StorePage
class MetricsPage {
    private static final String HOUR = "hour";

    private final AtomicInventoryMonitor monitor;

    MetricsPage(AtomicInventoryMonitor monitor) {
        this.monitor = monitor;
    }

    @GetMapping(StorePage.PATH + "/metrics")
    @Allowed(Permission.REVIEW)
    String show(
            @ModelAttribute(name = "store", binding = false) Store store,
            @RequestParam(defaultValue = HOUR) String period,
            Model model) {
        model.addAttribute("tab", Tab.METRICS);
        figures(store, period, model);
        return "dashboard/metrics";
    }

    /** The part that follows the sales. */
    @GetMapping(StorePage.PATH + "/metrics/figures")
    @Allowed(Permission.REVIEW)
    String figures(
            @ModelAttribute(name = "store", binding = false) Store store,
            @RequestParam(defaultValue = HOUR) String period,
            Model model) {
        String storeId = store.storeId();
        StoreClock clock = new StoreClock(store);
        DeductionFigures figures = known(storeId, monitor.getDeductionFigures(storeId, period(period)));
        List<Bar> hours = Bar.of(known(storeId, monitor.perHour(storeId)), clock);
        model.addAttribute("period", period);
        model.addAttribute("figures", figures);
        model.addAttribute("from", clock.day(figures.from()));
        model.addAttribute("reasons", ReasonRow.of(figures.reasons()));
        model.addAttribute("totals", known(storeId, monitor.getDeductionMetrics(storeId)));
        model.addAttribute("hours", hours);
        model.addAttribute("hasSales", Bar.hasAny(hours));
        model.addAttribute("queue", known(storeId, monitor.getQueueMetrics(storeId)));
        return "dashboard/metrics-figures";
    }

    private static Period period(String period) {
        return switch (period) {
            case HOUR -> Period.LAST_HOUR;
            case "day" -> Period.LAST_24_HOURS;
            default -> throw new InvalidRequestException("period: must be hour or day");
        };
    }

    private static <T> T known(String storeId, Optional<T> figures) {
        return figures.orElseThrow(() -> Paths.notFound("Unknown store: " + storeId));
    }
}
