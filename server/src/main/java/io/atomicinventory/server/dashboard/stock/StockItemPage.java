package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.Page;
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
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import io.atomicinventory.server.stock.BookingDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** One stock item: its figures, how they came about, and the forms to book on it. */
@StorePage
class StockItemPage {
    static final String PATH = StorePage.PATH + "/stock/{stockId}";
    private static final String WHOLE = "dashboard/stock-item";
    private static final int ROWS = 25;
    private static final int DRAWN = 200;

    private final StockService stock;
    private final BookingDesk desk;

    StockItemPage(StockService stock, BookingDesk desk) {
        this.stock = stock;
        this.desk = desk;
    }

    @GetMapping(PATH)
    @Allowed(Permission.SEE)
    String show(
            @PathVariable String stockId,
            @RequestParam(required = false) @Nullable String after,
            @ModelAttribute("store") Store store,
            Principal principal,
            Model model) {
        fill(store, stockId, after, StockForm.empty(StockBooking.RECEIPTS, true), principal, model);
        return WHOLE;
    }

    @GetMapping(PATH + "/figures")
    @Allowed(Permission.SEE)
    String figures(@PathVariable String stockId, @ModelAttribute("store") Store store, Model model) {
        fillFigures(store, require(stock, store, stockId), model);
        return "dashboard/stock-figures";
    }

    @GetMapping(PATH + "/trail")
    @Allowed(Permission.REVIEW)
    String trail(@PathVariable String stockId, @ModelAttribute("store") Store store, Model model) {
        model.addAttribute("line", StockLine.of(require(stock, store, stockId)));
        fillTrail(store, stockId, null, model);
        return "dashboard/stock-trail";
    }

    /** Books once what the form says, however often it is sent (I2); a count that is far off is asked about first. */
    @PostMapping(PATH + "/bookings/{booking}")
    @Allowed(Permission.BOOK)
    String book(
            @PathVariable String stockId,
            @PathVariable("booking") String path,
            @RequestParam Map<String, String> typed,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String script,
            @ModelAttribute("store") Store store,
            Principal principal,
            Model model,
            HttpServletResponse response) {
        StockBooking booking = StockBooking.ofPath(path);
        StockItem item = require(stock, store, stockId);
        StockForm form = StockForm.typed(booking, typed).asking(item, typed);
        if (form.question() == null) {
            form = booked(form, store, item, principal, response);
        }
        if (script == null) {
            fill(store, stockId, null, form, principal, model);
            return WHOLE;
        }
        model.addAttribute("line", StockLine.of(item));
        model.addAttribute("form", form);
        return "dashboard/stock-form";
    }

    /** @return the form to go on with */
    private StockForm booked(
            StockForm form, Store store, StockItem item, Principal principal, HttpServletResponse response) {
        var slip = new BookingDesk.Slip(
                store.storeId(), item.stockId(), form.key(), Body.ofForm(form.fields()), principal);
        try {
            MovementOutcome.Recorded recorded = switch (form.booking()) {
                case RECEIPTS -> desk.receive(slip);
                case COUNTS -> desk.count(slip);
                case ADJUSTMENTS -> desk.adjust(slip);
                case WASTE -> desk.waste(slip);
            };
            // The rest of the page shows it at once, also where nothing comes over the stream.
            response.setHeader("HX-Trigger", "live-stock");
            return form.booked(TrailRow.told(recorded, item.unit()));
        } catch (ProblemException e) {
            response.setStatus(e.type().status());
            return form.refused(e);
        }
    }

    private void fill(
            Store store, String stockId, @Nullable String after, StockForm form, Principal principal, Model model) {
        fillFigures(store, require(stock, store, stockId), model);
        model.addAttribute("tab", Tab.STOCK);
        model.addAttribute("forms", StockForm.all(form));
        if (Permission.REVIEW.isOf(Access.of(principal).role())) {
            fillTrail(store, stockId, Paths.after(after), model);
        }
    }

    private static void fillFigures(Store store, StockItem item, Model model) {
        model.addAttribute("line", StockLine.of(item));
        model.addAttribute("times", new StoreClock(store));
    }

    private void fillTrail(Store store, String stockId, @Nullable String after, Model model) {
        List<Movement> newest =
                stock.movements(store.storeId(), stockId, null, DRAWN).items();
        Page<TrailEntry> page = stock.trail(store.storeId(), stockId, after, ROWS);
        Set<Long> reversed = TrailRow.reversed(newest);
        model.addAttribute("times", new StoreClock(store));
        model.addAttribute("drawn", newest.reversed());
        model.addAttribute("isNewest", after == null);
        model.addAttribute("next", page.next());
        model.addAttribute(
                "rows",
                page.items().stream().map(entry -> TrailRow.of(entry, reversed)).toList());
    }

    static StockItem require(StockService stock, Store store, String stockId) {
        Paths.requireIds("stockId", stockId);
        return stock.find(store.storeId(), stockId)
                .orElseThrow(() -> Paths.notFound("Unknown stock item " + stockId + " in store " + store.storeId()));
    }
}
