package io.atomicinventory.server.stock;

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
import io.atomicinventory.server.request.Paths;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes what a person says of one stock item, by the API or on a page: checks it, and has it booked exactly once. What is
 * refused, for whatever reason, is a {@link ProblemException}. Thread-safe.
 */
@Component
public class BookingDesk {
    private static final String MOST = Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";
    private static final String COUNT_RULE = "must be from 0 to " + MOST;
    private static final String CHANGE_RULE =
            "must not be 0, and from -" + Quantities.MAX_BALANCE.toPlainString() + " to " + MOST;

    private final StockService stock;
    private final BackgroundSync sync;
    private final Clock clock;

    BookingDesk(StockService stock, BackgroundSync sync, Clock clock) {
        this.stock = stock;
        this.sync = sync;
        this.clock = clock;
    }

    /**
     * Who says what of which item.
     *
     * @param key as it was sent; null where it was not
     */
    public record Slip(
            String storeId, String stockId, @Nullable String key, Body body, Principal principal) {

        private Fields fields() {
            Fields fields = body.fields();
            fields.pathId("storeId", storeId);
            fields.pathId("stockId", stockId);
            return fields;
        }

        private Actor actor(Fields fields) {
            return Caller.of(principal, fields.optionalName("userId"));
        }
    }

    public MovementOutcome.Recorded receive(Slip slip) {
        Fields fields = slip.fields();
        String key = fields.key(slip.key());
        BigDecimal quantity = fields.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE);
        String reference = fields.optionalName("reference");
        Actor actor = slip.actor(fields);
        fields.check();
        return recorded(
                slip,
                stock.receive(new ReceiptRequest(slip.storeId(), slip.stockId(), quantity, reference, actor, key)));
    }

    public MovementOutcome.Recorded adjust(Slip slip) {
        Fields fields = slip.fields();
        String key = fields.key(slip.key());
        BigDecimal change = fields.decimal("quantityChange", Fields::isChange, CHANGE_RULE);
        String reason = fields.name("reason");
        Actor actor = slip.actor(fields);
        fields.check();
        return recorded(
                slip, stock.adjust(new AdjustmentRequest(slip.storeId(), slip.stockId(), change, reason, actor, key)));
    }

    public MovementOutcome.Recorded waste(Slip slip) {
        Fields fields = slip.fields();
        String key = fields.key(slip.key());
        BigDecimal quantity = fields.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE);
        String reason = fields.name("reason");
        Actor actor = slip.actor(fields);
        fields.check();
        return recorded(
                slip, stock.waste(new WasteRequest(slip.storeId(), slip.stockId(), quantity, reason, actor, key)));
    }

    public MovementOutcome.Recorded count(Slip slip) {
        Fields fields = slip.fields();
        String key = fields.key(slip.key());
        BigDecimal counted = fields.decimal("countedQuantity", Fields::isBalanceOrZero, COUNT_RULE);
        Instant countedAt = countedAt(fields);
        String reason = fields.optionalName("reason");
        Actor actor = slip.actor(fields);
        fields.check();
        return recorded(
                slip,
                stock.count(new CountRequest(slip.storeId(), slip.stockId(), counted, countedAt, reason, actor, key)));
    }

    /** @param version of the movement that is taken back, as it stands in the path */
    public MovementOutcome.Recorded reverse(Slip slip, String version) {
        Fields fields = slip.fields();
        long movement = fields.pathNumber("version", version);
        String key = fields.key(slip.key());
        String reason = fields.name("reason");
        Actor actor = slip.actor(fields);
        fields.check();
        return recorded(
                slip, stock.reverse(new ReversalRequest(slip.storeId(), slip.stockId(), movement, reason, actor, key)));
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

    private MovementOutcome.Recorded recorded(Slip slip, MovementOutcome outcome) {
        return switch (outcome) {
            case MovementOutcome.Recorded recorded -> {
                sync.wake(slip.storeId());
                yield recorded;
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
