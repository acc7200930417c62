package io.atomicinventory.server.stock;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.stock.AdjustmentRequest;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.ReceiptRequest;
import io.atomicinventory.engine.stock.ReversalRequest;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.engine.stock.WasteRequest;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.queue.BackgroundSync;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Keyed;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person says of one stock item: what came in, what is there, what is gone, and what was said wrongly. */
@RestController
@Allowed(Permission.BOOK)
@RequestMapping(path = "/api/v1/stores/{storeId}/stock/{stockId}", produces = MediaType.APPLICATION_JSON_VALUE)
class BookingController {
    private static final String MOST = Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";
    private static final String COUNT_RULE = "must be from 0 to " + MOST;
    private static final String CHANGE_RULE =
            "must not be 0, and from -" + Quantities.MAX_BALANCE.toPlainString() + " to " + MOST;

    private final StockService stock;
    private final BackgroundSync sync;
    private final Clock clock;

    BookingController(StockService stock, BackgroundSync sync, Clock clock) {
        this.stock = stock;
        this.sync = sync;
        this.clock = clock;
    }

    /** The movement that was made. */
    record Booked(@JsonUnwrapped MovementView movement, List<String> warnings) {}

    @PostMapping("/receipts")
    ResponseEntity<Booked> receive(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = fields(body, storeId, stockId);
        String key = fields.key(keyHeader);
        BigDecimal quantity = fields.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE);
        String reference = fields.optionalName("reference");
        Actor actor = actor(principal, fields);
        fields.check();
        return answer(storeId, stock.receive(new ReceiptRequest(storeId, stockId, quantity, reference, actor, key)));
    }

    @PostMapping("/adjustments")
    ResponseEntity<Booked> adjust(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = fields(body, storeId, stockId);
        String key = fields.key(keyHeader);
        BigDecimal change = fields.decimal("quantityChange", Fields::isChange, CHANGE_RULE);
        String reason = fields.name("reason");
        Actor actor = actor(principal, fields);
        fields.check();
        return answer(storeId, stock.adjust(new AdjustmentRequest(storeId, stockId, change, reason, actor, key)));
    }

    @PostMapping("/waste")
    ResponseEntity<Booked> waste(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = fields(body, storeId, stockId);
        String key = fields.key(keyHeader);
        BigDecimal quantity = fields.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE);
        String reason = fields.name("reason");
        Actor actor = actor(principal, fields);
        fields.check();
        return answer(storeId, stock.waste(new WasteRequest(storeId, stockId, quantity, reason, actor, key)));
    }

    @PostMapping("/counts")
    ResponseEntity<Booked> count(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = fields(body, storeId, stockId);
        String key = fields.key(keyHeader);
        BigDecimal counted = fields.decimal("countedQuantity", Fields::isBalanceOrZero, COUNT_RULE);
        Instant countedAt = countedAt(fields);
        String reason = fields.optionalName("reason");
        Actor actor = actor(principal, fields);
        fields.check();
        return answer(storeId, stock.count(new CountRequest(storeId, stockId, counted, countedAt, reason, actor, key)));
    }

    @PostMapping("/movements/{version}/reversal")
    ResponseEntity<Booked> reverse(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @PathVariable String version,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = fields(body, storeId, stockId);
        long movement = fields.pathNumber("version", version);
        String key = fields.key(keyHeader);
        String reason = fields.name("reason");
        Actor actor = actor(principal, fields);
        fields.check();
        return answer(storeId, stock.reverse(new ReversalRequest(storeId, stockId, movement, reason, actor, key)));
    }

    private static Fields fields(Body body, String storeId, String stockId) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        fields.pathId("stockId", stockId);
        return fields;
    }

    private static Actor actor(Principal principal, Fields fields) {
        return Caller.of(principal, fields.optionalName("userId"));
    }

    /** That it is not older than 72 hours is for the engine to say, which knows a replay of a count made in time. */
    private @Nullable Instant countedAt(Fields fields) {
        Instant countedAt = fields.optionalTime("countedAt");
        try {
            AtomicInventoryService.requireOccurredAt(countedAt, clock.instant());
        } catch (InvalidRequestException e) {
            fields.wrong("countedAt", "must be at most 5 minutes ahead and 72 hours back");
        }
        return countedAt;
    }

    private ResponseEntity<Booked> answer(String storeId, MovementOutcome outcome) {
        return switch (outcome) {
            case MovementOutcome.Recorded recorded -> {
                sync.wake(storeId);
                yield Keyed.answer(201, recorded.replayed())
                        .body(new Booked(MovementView.of(recorded.movement()), recorded.warnings()));
            }
            case MovementOutcome.Refused refused ->
                throw ProblemException.insufficientStock(refused.errors(), refused.shortages(), refused.replayed());
            case MovementOutcome.UnknownMovement unknown -> throw Paths.notFound(unknown.text());
            case MovementOutcome.NotPossible notPossible ->
                throw new ProblemException(ProblemType.STATE_CONFLICT, notPossible.text());
            case MovementOutcome.OutOfBounds outOfBounds ->
                throw new ProblemException(ProblemType.MALFORMED_REQUEST, outOfBounds.text());
            case MovementOutcome.NotDecided notDecided ->
                throw new ProblemException(ProblemType.of(notDecided.why()), notDecided.errors());
        };
    }
}
