package io.atomicinventory.server.stock;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.ReceiptRequest;
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
import io.atomicinventory.server.stock.StockView.MovementView;
import java.math.BigDecimal;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a store has, and how it came about. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/stock", produces = MediaType.APPLICATION_JSON_VALUE)
class StockController {
    private static final String BALANCE_RULE =
            "must be from 0 to " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";
    private static final String QUANTITY_RULE =
            "must be above 0 and at most " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";

    private final StockService stock;
    private final KnownStores stores;

    StockController(StockService stock, KnownStores stores) {
        this.stock = stock;
        this.stores = stores;
    }

    @GetMapping
    Page<StockView> list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        Page<StockItem> page = stock.items(storeId, Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(StockView::of).toList(), page.next());
    }

    @GetMapping("/{stockId}")
    StockView find(@PathVariable String storeId, @PathVariable String stockId) {
        Paths.requireIds("storeId", storeId, "stockId", stockId);
        return stock.find(storeId, stockId).map(StockView::of).orElseThrow(() -> unknown(storeId, stockId));
    }

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

    @GetMapping("/{stockId}/movements")
    Page<MovementView> movements(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        find(storeId, stockId);
        var page = stock.movements(storeId, stockId, Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(MovementView::of).toList(), page.next());
    }

    @PostMapping("/{stockId}/receipts")
    ResponseEntity<MovementView> receive(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        fields.pathId("stockId", stockId);
        String key = fields.key(keyHeader);
        BigDecimal quantity = fields.decimal("quantity", Fields::isPositiveBalance, QUANTITY_RULE);
        String reference = fields.optionalName("reference");
        fields.check();
        return answer(
                stock.receive(new ReceiptRequest(storeId, stockId, quantity, reference, Caller.of(principal), key)));
    }

    private static ResponseEntity<MovementView> answer(MovementOutcome outcome) {
        return switch (outcome) {
            case MovementOutcome.Recorded recorded -> {
                ResponseEntity.BodyBuilder response = ResponseEntity.status(recorded.replayed() ? 200 : 201);
                if (recorded.replayed()) {
                    response.header("Idempotent-Replayed", "true");
                }
                yield response.body(MovementView.of(recorded.movement()));
            }
            case MovementOutcome.Refused refused ->
                throw new ProblemException(ProblemType.INSUFFICIENT_STOCK, String.join("; ", refused.errors()));
            case MovementOutcome.UnknownMovement unknown -> throw Paths.notFound(unknown.text());
            case MovementOutcome.NotPossible notPossible ->
                throw new ProblemException(ProblemType.STATE_CONFLICT, notPossible.text());
            case MovementOutcome.OutOfBounds outOfBounds ->
                throw new ProblemException(ProblemType.MALFORMED_REQUEST, outOfBounds.text());
            case MovementOutcome.NotDecided notDecided ->
                throw new ProblemException(
                        ProblemType.of(notDecided.why()), notDecided.why().text());
        };
    }

    private static ProblemException unknown(String storeId, String stockId) {
        return Paths.notFound("Unknown stock item " + stockId + " in store " + storeId);
    }
}
