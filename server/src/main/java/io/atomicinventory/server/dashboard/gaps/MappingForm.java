package io.atomicinventory.server.dashboard.gaps;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.stock.StockFilter;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Where somebody says which stock item an ingredient is, and how much of it: a page, or a part beside the gaps. */
@StorePage
class MappingForm {
    static final String FROM_SCRIPT = "HX-Request=true";

    private static final String PATH = StorePage.PATH + "/gaps/mapping";
    private static final int CHOICES = 10;

    private final CatalogService catalog;
    private final StockService stock;

    MappingForm(CatalogService catalog, StockService stock) {
        this.catalog = catalog;
        this.stock = stock;
    }

    /**
     * @param after of the page of gaps on which it was opened
     * @param stockId what was chosen; null while it is being looked for
     * @param search part of a stock item's name or id
     * @param from the stock item after which to go on
     */
    record Asked(
            @Nullable String ingredient,
            @Nullable String unit,
            @Nullable String after,
            @Nullable String stockId,
            @Nullable String search,
            @Nullable String from) {}

    @GetMapping(PATH)
    @Allowed(Permission.REVIEW)
    String show(@ModelAttribute(name = "store", binding = false) Store store, Asked asked, Model model) {
        model.addAttribute("tab", Tab.GAPS);
        fill(model, store, asked);
        return "dashboard/mapping";
    }

    @GetMapping(path = PATH, headers = FROM_SCRIPT)
    @Allowed(Permission.REVIEW)
    String part(@ModelAttribute(name = "store", binding = false) Store store, Asked asked, Model model) {
        fill(model, store, asked);
        return "dashboard/mapping-form :: form";
    }

    /** The stock items alone, while somebody types. */
    @GetMapping(PATH + "/stock")
    @Allowed(Permission.REVIEW)
    String choices(@ModelAttribute(name = "store", binding = false) Store store, Asked asked, Model model) {
        fill(model, store, asked);
        return "dashboard/mapping-form :: choices";
    }

    private void fill(Model model, Store store, Asked asked) {
        Identifiers.requireName("ingredient", asked.ingredient());
        Identifiers.requireName("unit", asked.unit());
        model.addAttribute("asked", asked);
        String stockId = asked.stockId();
        if (stockId != null && !stockId.isEmpty()) {
            Paths.requireIds("stockId", stockId);
            StockItem item = stock.find(store.storeId(), stockId)
                    .orElseThrow(
                            () -> Paths.notFound("Unknown stock item " + stockId + " in store " + store.storeId()));
            model.addAttribute("item", item);
            model.addAttribute(
                    "factor",
                    catalog.factor(String.valueOf(asked.unit()), item.unit())
                            .map(BigDecimal::toPlainString)
                            .orElse(""));
            return;
        }
        String search = asked.search() == null ? "" : asked.search();
        Page<StockItem> page =
                stock.items(store.storeId(), new StockFilter(search, null), Paths.after(asked.from()), CHOICES);
        model.addAttribute("items", page.items());
        model.addAttribute("next", page.next());
    }
}
