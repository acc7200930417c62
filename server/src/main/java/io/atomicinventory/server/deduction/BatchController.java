package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.server.observation.RequestContext;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Many sales of one store in one call, each as if sent alone: a malformed one is refused, and the others go on. */
@RestController
@Allowed(Permission.SELL)
class BatchController {
    private final AtomicInventoryService deductions;
    private final Clock clock;

    BatchController(AtomicInventoryService deductions, Clock clock) {
        this.deductions = deductions;
        this.clock = clock;
    }

    /** @param idempotencyKey as it was sent; null where none was */
    record Outcome(@Nullable String idempotencyKey, int status, Map<String, Object> body) {}

    record Outcomes(List<Outcome> outcomes) {}

    @PostMapping(path = "/api/v1/stores/{storeId}/deductions/batch", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Outcomes> deduct(
            @PathVariable String storeId, @RequestBody Body body, Principal principal, HttpServletRequest http) {
        Fields fields = body.fields();
        String store = fields.pathId("storeId", storeId);
        List<Fields> parts = fields.apart("deductions", 1, EngineSettings.MAX_BATCH);
        fields.check();

        String instance = "/api/v1/stores/" + store + "/deductions";
        List<Entry> entries = parts.stream()
                .map(part -> read(store, part, principal, instance))
                .toList();
        List<DeductionRequest> requests =
                entries.stream().map(Entry::request).filter(Objects::nonNull).toList();
        List<DeductionOutcome> decided = requests.isEmpty() ? List.of() : deductions.deductInventoryAtomic(requests);
        if (!decided.isEmpty()
                && decided.getFirst() instanceof DeductionOutcome.NotDecided notDecided
                && notDecided.why() instanceof Undecided.UnknownStore) {
            throw Paths.notFound("Unknown store: " + store);
        }
        for (int i = 0; i < decided.size(); i++) {
            DeductionRequest request = requests.get(i);
            DeductionOutcome outcome = decided.get(i);
            RequestContext.forSale(request.transactionId(), request.idempotencyKey(), () -> SaleLog.note(outcome));
        }
        var next = decided.iterator();
        List<Outcome> outcomes = new ArrayList<>(entries.size());
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        for (Entry entry : entries) {
            DeductionAnswer answer =
                    entry.refusal() != null ? entry.refusal() : DeductionAnswer.of(next.next(), instance);
            outcomes.add(new Outcome(entry.key(), answer.status(), answer.body()));
            if (answer.asksToWait()) {
                response.headers(headers -> headers.set(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS));
            }
        }
        return response.body(new Outcomes(outcomes));
    }

    private Entry read(String storeId, Fields part, Principal principal, String instance) {
        String key = part.raw("idempotencyKey");
        try {
            return new Entry(
                    key,
                    SaleBody.request(storeId, part.keyMember("idempotencyKey"), part, principal, clock.instant()),
                    null);
        } catch (ProblemException e) {
            return new Entry(key, null, DeductionAnswer.malformed(e.type(), e.errors(), part, instance));
        } catch (InvalidRequestException e) {
            return new Entry(
                    key, null, DeductionAnswer.malformed(ProblemType.MALFORMED_REQUEST, e.errors(), part, instance));
        }
    }

    /** Either a request, or its refusal. */
    private record Entry(
            @Nullable String key,
            @Nullable DeductionRequest request,
            @Nullable DeductionAnswer refusal) {}
}
