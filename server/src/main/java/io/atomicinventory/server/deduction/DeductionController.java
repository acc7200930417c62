package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.Availability;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.server.observation.RequestContext;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Keyed;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.request.SaleFields;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes sales out of a store's stock. */
@RestController
@Allowed(Permission.SELL)
@RequestMapping(path = "/api/v1/stores/{storeId}/deductions", produces = MediaType.APPLICATION_JSON_VALUE)
class DeductionController {
    private static final Logger LOG = LoggerFactory.getLogger(DeductionController.class);

    private final AtomicInventoryService deductions;
    private final Clock clock;

    DeductionController(AtomicInventoryService deductions, Clock clock) {
        this.deductions = deductions;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<Map<String, Object>> deduct(
            @PathVariable String storeId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal,
            HttpServletRequest http) {
        Fields fields = body.fields();
        RequestContext.transaction(http, fields.raw("transactionId"));
        return answer(fields, storeId, keyHeader, principal, http.getRequestURI())
                .response();
    }

    private DeductionAnswer answer(
            Fields fields, String storeId, @Nullable String keyHeader, Principal principal, String instance) {
        DeductionRequest request;
        try {
            request = SaleBody.request(
                    fields.pathId("storeId", storeId), fields.key(keyHeader), fields, principal, clock.instant());
        } catch (ProblemException e) {
            return DeductionAnswer.malformed(e.type(), e.errors(), fields, instance);
        } catch (InvalidRequestException e) {
            return DeductionAnswer.malformed(ProblemType.MALFORMED_REQUEST, e.errors(), fields, instance);
        }
        try {
            DeductionOutcome outcome = deductions.deductInventoryAtomic(request);
            SaleLog.note(outcome);
            return DeductionAnswer.of(outcome, instance);
        } catch (DatabaseUnavailableException e) {
            LOG.warn("The outcome of transaction {} in store {} is not known", request.transactionId(), storeId, e);
            return DeductionAnswer.unknown(request.transactionId(), instance);
        }
    }

    @PostMapping("/validate")
    Availability validate(@PathVariable String storeId, @RequestBody Body body) {
        Fields fields = body.fields();
        String store = fields.pathId("storeId", storeId);
        List<SaleItem> items = SaleFields.items(fields);
        fields.check();
        return deductions
                .validateStockAvailability(store, items)
                .orElseThrow(() -> Paths.notFound("Unknown store: " + store));
    }
}
