package io.atomicinventory.server.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.engine.stock.TransferOutcome;
import io.atomicinventory.engine.stock.TransferRequest;
import io.atomicinventory.engine.stock.TransferredLine;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.queue.BackgroundSync;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Keyed;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Goods that go from one store to another: both books have it, or neither. */
@RestController
@Allowed(Permission.BOOK)
class TransferController {
    private final StockService stock;
    private final BackgroundSync sync;

    TransferController(StockService stock, BackgroundSync sync) {
        this.stock = stock;
        this.sync = sync;
    }

    record Line(MovementView from, MovementView to) {
        static Line of(TransferredLine line) {
            return new Line(MovementView.of(line.from()), MovementView.of(line.to()));
        }
    }

    record Transferred(String fromStoreId, String toStoreId, boolean replayed, List<Line> lines) {}

    @PostMapping(path = "/api/v1/transfers", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Transferred> transfer(
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = body.fields();
        String key = fields.key(keyHeader);
        String from = fields.id("fromStoreId");
        String to = fields.id("toStoreId");
        List<TransferRequest.Line> lines =
                fields.objects("lines", 1, EngineSettings.MAX_LINES_PER_SALE, TransferController::line);
        String reason = fields.optionalName("reason");
        Actor actor = Caller.of(principal, fields.optionalName("userId"));
        fields.check();
        Identity identity = Access.of(principal);
        Access.requireStore(identity, from);
        Access.requireStore(identity, to);
        return answer(from, to, stock.transfer(new TransferRequest(from, to, lines, reason, actor, key)));
    }

    private static TransferRequest.Line line(Fields line) {
        return new TransferRequest.Line(
                line.id("fromStockId"),
                line.id("toStockId"),
                line.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE));
    }

    private ResponseEntity<Transferred> answer(String from, String to, TransferOutcome outcome) {
        return switch (outcome) {
            case TransferOutcome.Transferred done -> {
                sync.wake(to);
                yield Keyed.answer(201, done.replayed())
                        .body(new Transferred(
                                from,
                                to,
                                done.replayed(),
                                done.lines().stream().map(Line::of).toList()));
            }
            case TransferOutcome.Refused refused ->
                throw ProblemException.insufficientStock(refused.errors(), refused.shortages(), refused.replayed());
            case TransferOutcome.NotPossible notPossible ->
                throw new ProblemException(ProblemType.STATE_CONFLICT, notPossible.errors());
            case TransferOutcome.NotDecided notDecided ->
                throw new ProblemException(ProblemType.of(notDecided.why()), notDecided.errors());
        };
    }
}
