package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An outcome on the wire.
 *
 * @param isReplay whether the header {@code Idempotent-Replayed} says so
 */
record DeductionAnswer(int status, Map<String, Object> body, boolean isReplay) {
    ResponseEntity<Map<String, Object>> response() {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(status);
        if (isReplay) {
            response.header(ProblemBody.REPLAYED_HEADER, "true");
        }
        if (asksToWait()) {
            response.header(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        }
        if (status >= 400) {
            response.contentType(MediaType.parseMediaType(ProblemBody.MEDIA_TYPE));
        }
        return response.body(body);
    }

    boolean asksToWait() {
        return status == ProblemType.OVERLOADED.status();
    }

    /** @param instance the path of the request */
    static DeductionAnswer of(DeductionOutcome outcome, String instance) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> deducted(deducted);
            case DeductionOutcome.Refused refused -> refused(refused, instance);
            case DeductionOutcome.Queued queued -> queued(queued);
            case DeductionOutcome.NotDecided notDecided -> {
                ProblemType type = ProblemType.of(notDecided.why());
                yield refusal(type, notDecided.errors(), notDecided.transactionId(), instance);
            }
        };
    }

    /** Nobody knows yet whether it was deducted; the same key tells. */
    static DeductionAnswer unknown(String transactionId, String instance) {
        return refusal(ProblemType.OVERLOADED, List.of(ProblemBody.OUTCOME_UNKNOWN), transactionId, instance);
    }

    /** A sale whose fields are wrong; it is named by its transaction as far as that can be read. */
    static DeductionAnswer malformed(ProblemType type, List<String> errors, Fields fields, String instance) {
        String transactionId = Objects.requireNonNullElse(fields.raw("transactionId"), "");
        return refusal(type, errors, Identifiers.isId(transactionId) ? transactionId : "", instance);
    }

    private static DeductionAnswer refusal(
            ProblemType type, List<String> errors, String transactionId, String instance) {
        Map<String, Object> body = ProblemBody.of(type, instance, errors);
        body.put("success", false);
        body.put("transactionId", transactionId);
        return new DeductionAnswer(type.status(), body, false);
    }

    private static DeductionAnswer deducted(DeductionOutcome.Deducted deducted) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", true);
        body.put("transactionId", deducted.transactionId());
        body.put("replayed", deducted.replayed());
        body.put("errors", List.of());
        body.put("warnings", deducted.warnings());
        body.put("deductedItems", deducted.deductedItems());
        return new DeductionAnswer(deducted.replayed() ? 200 : 201, body, deducted.replayed());
    }

    private static DeductionAnswer queued(DeductionOutcome.Queued queued) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", false);
        body.put("transactionId", queued.transactionId());
        body.put("queued", true);
        body.put("queueId", queued.queueId());
        body.put("replayed", queued.replayed());
        body.put("errors", queued.errors());
        body.put("warnings", queued.warnings());
        body.put("shortages", queued.shortages());
        return new DeductionAnswer(202, body, queued.replayed());
    }

    private static DeductionAnswer refused(DeductionOutcome.Refused refused, String instance) {
        ProblemType type = ProblemType.of(refused.reason());
        Map<String, Object> body = refusal(type, refused.errors(), refused.transactionId(), instance)
                .body();
        if (!refused.shortages().isEmpty()) {
            body.put("shortages", refused.shortages());
        }
        return new DeductionAnswer(type.status(), body, refused.replayed());
    }
}
