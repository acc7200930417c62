package io.atomicinventory.server.dashboard.gaps;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.server.catalog.CatalogAnswer;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.request.PlainDecimal;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the menu needs and nobody has mapped, and how it is mapped: what will be saved is shown before, and only then saved. */
@StorePage
class GapsPage {
    private static final String PATH = StorePage.PATH + "/gaps";
    private static final int ROWS = 25;

    private final CatalogService catalog;
    private final StockService stock;

    GapsPage(CatalogService catalog, StockService stock) {
        this.catalog = catalog;
        this.stock = stock;
    }

    @GetMapping(PATH)
    @Allowed(Permission.REVIEW)
    String show(
            @ModelAttribute(name = "store", binding = false) Store store,
            @RequestParam(required = false) @Nullable String after,
            Model model) {
        model.addAttribute("tab", Tab.GAPS);
        fill(model, store, after);
        return "dashboard/gaps";
    }

    @GetMapping(path = PATH, headers = MappingForm.FROM_SCRIPT)
    @Allowed(Permission.REVIEW)
    String list(
            @ModelAttribute(name = "store", binding = false) Store store,
            @RequestParam(required = false) @Nullable String after,
            Model model) {
        fill(model, store, after);
        return "dashboard/gaps-list :: list";
    }

    @PostMapping(path = PATH, headers = MappingForm.FROM_SCRIPT)
    @Allowed(Permission.MAP)
    String accept(@ModelAttribute(name = "store", binding = false) Store store, Wanted wanted, Model model) {
        model.addAttribute("notice", save(store, wanted));
        fill(model, store, wanted.after());
        return "dashboard/gaps-saved";
    }

    @PostMapping(PATH)
    @Allowed(Permission.MAP)
    String accept(
            @ModelAttribute(name = "store", binding = false) Store store, Wanted wanted, RedirectAttributes next) {
        next.addFlashAttribute("notice", save(store, wanted));
        return "redirect:/inventory/atomic-dashboard/{storeId}/gaps";
    }

    /** @param after of the page on which it was decided */
    record Wanted(
            @Nullable String ingredient,
            @Nullable String unit,
            @Nullable String stockId,
            @Nullable String factor,
            @Nullable String after) {}

    private String save(Store store, Wanted wanted) {
        String factor = wanted.factor() == null ? "" : wanted.factor().strip();
        BigDecimal number = PlainDecimal.of(factor);
        if (number == null) {
            throw new InvalidRequestException(
                    "factor: " + (factor.isEmpty() ? "is missing: " : "") + Mapping.FACTOR_RULE);
        }
        Mapping mapping = new Mapping(text(wanted.ingredient()), text(wanted.unit()), text(wanted.stockId()), number);
        StockItem item = stock.find(store.storeId(), mapping.stockId())
                .orElseThrow(() ->
                        Paths.notFound("Unknown stock item " + mapping.stockId() + " in store " + store.storeId()));
        if (!item.isActive()) {
            throw new ProblemException(
                    ProblemType.INACTIVE_ITEM,
                    item.stockId() + " is switched off: switch it on first, or choose another stock item.");
        }
        CatalogAnswer.isCreated(catalog.closeGap(store.storeId(), mapping));
        return "Saved: 1 " + mapping.unit() + " of " + mapping.ingredient() + " takes "
                + mapping.factor().toPlainString() + " " + item.unit() + " of " + item.item() + " (" + item.stockId()
                + "). No sale is refused for it any more.";
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private void fill(Model model, Store store, @Nullable String after) {
        String from = after == null || after.isEmpty() ? null : Paths.after(after);
        Page<MenuGap> page = catalog.gaps(store.storeId(), from, ROWS);
        model.addAttribute(
                "gaps",
                page.items().stream()
                        .map(gap -> GapView.of(gap, store.timezone()))
                        .toList());
        model.addAttribute("after", from);
        model.addAttribute("next", page.next());
    }
}
