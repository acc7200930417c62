package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.RestoredItem;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Gives back what a sale took: all that is left of it, or some lines. */
@RestController
@Allowed(Permission.VOID)
class CompensationController {
    private final AtomicInventoryService deductions;
    private final BackgroundSync sync;

    CompensationController(AtomicInventoryService deductions, BackgroundSync sync) {
        this.deductions = deductions;
        this.sync = sync;
    }

    record Compensated(
            boolean success,
            String transactionId,
            int itemsRestored,
            boolean replayed,
            List<String> errors,
            List<String> warnings,
            List<Restored> restored) {

        static Compensated of(CompensationOutcome.Compensated done) {
            return new Compensated(
                    done.success(),
                    done.transactionId(),
                    done.itemsRestored(),
                    done.replayed(),
                    done.errors(),
                    done.warnings(),
                    done.restored().stream().map(Restored::of).toList());
        }
    }

    record Restored(
            String inventoryStockId,
            String ingredientName,
            String unit,
            BigDecimal quantityRestored,
            String disposition,
            BigDecimal previousStock,
            BigDecimal newStock) {

        static Restored of(RestoredItem item) {
            return new Restored(
                    item.inventoryStockId(),
                    item.ingredientName(),
                    item.unit(),
                    item.quantityRestored(),
                    item.disposition().code(),
                    item.previousStock(),
                    item.newStock());
        }
    }

    @PostMapping(
            path = "/api/v1/stores/{storeId}/deductions/{transactionId}/compensation",
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Compensated> compensate(
            @PathVariable String storeId,
            @PathVariable String transactionId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        fields.pathId("transactionId", transactionId);
        String key = fields.key(keyHeader);
        String reason = fields.name("reason");
        Disposition all = disposition(fields, Disposition.RESTOCK);
        List<CompensationRequest.Line> lines =
                fields.optionalObjects("lines", EngineSettings.MAX_LINES_PER_SALE, line -> line(line, all));
        Actor actor = Caller.of(principal, fields.optionalName("userId"));
        fields.check();
        return answer(
                storeId,
                deductions.compensateDeduction(
                        new CompensationRequest(storeId, transactionId, reason, all, lines, actor, key)));
    }

    private static CompensationRequest.Line line(Fields line, Disposition unlessSaid) {
        return new CompensationRequest.Line(
                line.id("inventoryStockId"),
                line.decimal("quantity", Fields::isPositiveBalance, Fields.POSITIVE_BALANCE_RULE),
                disposition(line, unlessSaid));
    }

    private static Disposition disposition(Fields fields, Disposition unlessSaid) {
        String code = fields.optionalText("disposition", CompensationController::isDisposition, "restock or waste");
        return code == null ? unlessSaid : Disposition.ofCode(code);
    }

    private static boolean isDisposition(String text) {
        return text.equals(Disposition.RESTOCK.code()) || text.equals(Disposition.WASTE.code());
    }

    private ResponseEntity<Compensated> answer(String storeId, CompensationOutcome outcome) {
        return switch (outcome) {
            case CompensationOutcome.Compensated done -> {
                sync.wake(storeId);
                yield Keyed.answer(200, done.replayed()).body(Compensated.of(done));
            }
            case CompensationOutcome.Unknown unknown -> throw Paths.notFound(unknown.text());
            case CompensationOutcome.NotPossible notPossible ->
                throw new ProblemException(ProblemType.STATE_CONFLICT, notPossible.text());
            case CompensationOutcome.NotDecided notDecided ->
                throw new ProblemException(ProblemType.of(notDecided.why()), notDecided.errors());
        };
    }
}
