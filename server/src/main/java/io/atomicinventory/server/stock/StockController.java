package io.atomicinventory.server.stock;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockSaved;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.server.catalog.KnownStores;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a store has, and how it came about. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/stock", produces = MediaType.APPLICATION_JSON_VALUE)
class StockController {
    private static final String BALANCE_RULE =
            "must be from 0 to " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";

    private final StockService stock;
    private final KnownStores stores;
    private final Clock clock;

    StockController(StockService stock, KnownStores stores, Clock clock) {
        this.stock = stock;
        this.stores = stores;
        this.clock = clock;
    }

    @Allowed(Permission.SEE)
    @GetMapping
    Page<StockView> list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String search,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        Page<StockItem> page = search == null && filter == null
                ? stock.items(storeId, Paths.after(after), Paths.limit(limit))
                : stock.items(storeId, StockQuery.of(search, filter), Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(StockView::of).toList(), page.next());
    }

    /** @param at for what the books said at some time, in place of what they say now */
    @Allowed(Permission.SEE)
    @GetMapping("/{stockId}")
    Record find(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestParam(required = false) @Nullable String at) {
        Paths.requireIds("storeId", storeId, "stockId", stockId);
        if (at == null) {
            return StockView.of(require(storeId, stockId));
        }
        Instant now = clock.instant();
        Instant time = Paths.time("at", at, now);
        if (time.isAfter(now.plus(EngineSettings.MAX_AHEAD))) {
            throw new InvalidRequestException("at: must not be in the future");
        }
        return stock.findAt(storeId, stockId, time).map(StockAtView::of).orElseThrow(() -> unknown(storeId, stockId));
    }

    private StockItem require(String storeId, String stockId) {
        return stock.find(storeId, stockId).orElseThrow(() -> unknown(storeId, stockId));
    }

    @Allowed(Permission.SET_UP)
    @PutMapping("/{stockId}")
    ResponseEntity<StockView> save(
            @PathVariable String storeId, @PathVariable String stockId, @RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        fields.pathId("stockId", stockId);
        StockItemSettings settings = new StockItemSettings(
                fields.name("item"),
                fields.name("unit"),
                fields.optionalDecimal("reorderLevel", Fields::isBalanceOrZero, BALANCE_RULE),
                fields.flag("allowNegative", false),
                fields.flag("isActive", true),
                fields.optionalDecimal("openingQuantity", Fields::isBalanceOrZero, BALANCE_RULE));
        fields.check();
        return switch (stock.save(storeId, stockId, settings, Caller.of(principal))) {
            case StockSaved.Saved saved ->
                ResponseEntity.status(saved.created() ? 201 : 200).body(StockView.of(saved.item()));
            case StockSaved.UnknownStore unknown -> throw Paths.notFound("Unknown store: " + storeId);
            case StockSaved.Refused refused -> throw new ProblemException(ProblemType.STATE_CONFLICT, refused.text());
        };
    }

    @Allowed(Permission.REVIEW)
    @GetMapping("/{stockId}/movements")
    Page<TrailView> trail(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Paths.requireIds("storeId", storeId, "stockId", stockId);
        require(storeId, stockId);
        var page = stock.trail(storeId, stockId, Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(TrailView::of).toList(), page.next());
    }

    private static ProblemException unknown(String storeId, String stockId) {
        return Paths.notFound("Unknown stock item " + stockId + " in store " + storeId);
    }
}
