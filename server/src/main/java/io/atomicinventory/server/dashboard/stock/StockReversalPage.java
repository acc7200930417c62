package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.engine.stock.TrailEntry;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import io.atomicinventory.server.stock.BookingDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Asks before a movement is taken back that somebody entered wrongly. */
@StorePage
class StockReversalPage {
    private static final String PATH = StockItemPage.PATH + "/movements/{version}/reversal";

    private final StockService stock;
    private final BookingDesk desk;

    StockReversalPage(StockService stock, BookingDesk desk) {
        this.stock = stock;
        this.desk = desk;
    }

    @GetMapping(PATH)
    @Allowed(Permission.REVIEW)
    String ask(
            @PathVariable String stockId,
            @PathVariable long version,
            @ModelAttribute("store") Store store,
            Model model) {
        return ask(store, stockId, version, StockForm.newKey(), "", model);
    }

    @PostMapping(PATH)
    @Allowed(Permission.BOOK)
    String reverse(
            @PathVariable String stockId,
            @PathVariable long version,
            @RequestParam(defaultValue = "") String key,
            @RequestParam(defaultValue = "") String reason,
            @ModelAttribute("store") Store store,
            Principal principal,
            Model model,
            RedirectAttributes redirect,
            HttpServletResponse response) {
        StockItem item = StockItemPage.require(stock, store, stockId);
        var slip =
                new BookingDesk.Slip(store.storeId(), stockId, key, Body.ofForm(Map.of("reason", reason)), principal);
        try {
            MovementOutcome.Recorded recorded = desk.reverse(slip, Long.toString(version));
            redirect.addFlashAttribute("notice", String.join(" ", TrailRow.told(recorded, item.unit())));
            redirect.addAttribute("storeId", store.storeId());
            redirect.addAttribute("stockId", stockId);
            return "redirect:" + StockItemPage.PATH;
        } catch (ProblemException e) {
            response.setStatus(e.type().status());
            model.addAttribute("refusals", e.errors());
            return ask(store, stockId, version, StockForm.keyAfter(e, key), reason, model);
        }
    }

    private String ask(Store store, String stockId, long version, String key, String reason, Model model) {
        StockItem item = StockItemPage.require(stock, store, stockId);
        Movement movement = stock.movements(store.storeId(), stockId, Long.toString(next(version)), 1).items().stream()
                .filter(found -> found.version() == version)
                .findFirst()
                .orElseThrow(() -> Paths.notFound("Stock item " + stockId + " has no movement " + version));
        model.addAttribute("tab", Tab.STOCK);
        model.addAttribute("line", StockLine.of(item));
        model.addAttribute("times", new StoreClock(store));
        model.addAttribute("row", TrailRow.of(new TrailEntry(movement, List.of()), Set.of()));
        model.addAttribute("key", key);
        model.addAttribute("reason", reason);
        return "dashboard/stock-reversal";
    }

    private static long next(long version) {
        return version == Long.MAX_VALUE ? version : version + 1;
    }
}
