package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.stock.StockCondition;
import io.atomicinventory.engine.stock.StockFilter;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import io.atomicinventory.server.stock.StockQuery;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** What the store has: found by name, id or condition. */
@StorePage
class StockPage {
    private static final String PATH = StorePage.PATH + "/stock";
    private static final int ROWS = 50;

    private final StockService stock;

    StockPage(StockService stock) {
        this.stock = stock;
    }

    @GetMapping(PATH)
    @Allowed(Permission.SEE)
    String show(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String search,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String after,
            Model model) {
        fill(storeId, StockQuery.of(search, filter), after, model);
        return "dashboard/stock";
    }

    /** The list alone. */
    @GetMapping(path = PATH, headers = "HX-Request=true")
    @Allowed(Permission.SEE)
    String list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String search,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String after,
            Model model) {
        fill(storeId, StockQuery.of(search, filter), after, model);
        return "dashboard/stock-list";
    }

    private void fill(String storeId, StockFilter filter, @Nullable String after, Model model) {
        Page<StockItem> page = stock.items(storeId, filter, Paths.after(after), ROWS);
        model.addAttribute("tab", Tab.STOCK);
        model.addAttribute("search", filter.search());
        model.addAttribute("filter", code(filter.condition()));
        model.addAttribute("isAll", filter.isAll());
        model.addAttribute("items", page.items().stream().map(StockLine::of).toList());
        model.addAttribute("address", address(storeId, filter, after));
        model.addAttribute("isFirst", after == null);
        if (page.next() != null) {
            model.addAttribute("next", address(storeId, filter, page.next()));
        }
        model.addAttribute("first", address(storeId, filter, null));
    }

    private static String code(@Nullable StockCondition condition) {
        return condition == null ? "" : condition.code();
    }

    private static String address(String storeId, StockFilter filter, @Nullable String after) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(PATH);
        if (!filter.search().isEmpty()) {
            address.queryParam("search", "{search}");
        }
        if (filter.condition() != null) {
            address.queryParam("filter", "{filter}");
        }
        if (after != null) {
            address.queryParam("after", "{after}");
        }
        return address.encode()
                .buildAndExpand(Map.of(
                        "storeId",
                        storeId,
                        "search",
                        filter.search(),
                        "filter",
                        code(filter.condition()),
                        "after",
                        after == null ? "" : after))
                .toUriString();
    }
}
