package io.atomicinventory.server.observation;

import io.atomicinventory.engine.Identifiers;
import io.micrometer.common.KeyValue;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * What a request is about: in every log line of its thread until it ends, and on its span. Nothing that a caller made up
 * comes in but what has the form of an id or a key, so that it cannot break a line.
 */
public final class RequestContext {
    static final String REQUEST_ID = "requestId";
    static final String STORE_ID = "storeId";
    static final String TRANSACTION_ID = "transactionId";
    static final String IDEMPOTENCY_KEY = "idempotencyKey";

    private RequestContext() {}

    public static void store(HttpServletRequest request, @Nullable String storeId) {
        id(request, STORE_ID, "inventory.store.id", storeId);
    }

    public static void transaction(HttpServletRequest request, @Nullable String transactionId) {
        id(request, TRANSACTION_ID, "inventory.transaction.id", transactionId);
    }

    private static void id(HttpServletRequest request, String name, String attribute, @Nullable String id) {
        if (id != null && Identifiers.isId(id)) {
            MDC.put(name, id);
            ServerHttpObservationFilter.findObservationContext(request)
                    .ifPresent(context -> context.addHighCardinalityKeyValue(KeyValue.of(attribute, id)));
        }
    }

    static void key(@Nullable String idempotencyKey) {
        if (idempotencyKey != null && Identifiers.isIdempotencyKey(idempotencyKey)) {
            MDC.put(IDEMPOTENCY_KEY, idempotencyKey);
        }
    }

    /** One sale of several in a request: its lines are its own, and the span is that of all. */
    public static void forSale(String transactionId, String idempotencyKey, Runnable lines) {
        MDC.put(TRANSACTION_ID, transactionId);
        MDC.put(IDEMPOTENCY_KEY, idempotencyKey);
        try {
            lines.run();
        } finally {
            MDC.remove(TRANSACTION_ID);
            MDC.remove(IDEMPOTENCY_KEY);
        }
    }
}
