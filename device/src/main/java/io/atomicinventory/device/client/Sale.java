package io.atomicinventory.device.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to deduct a sale.
 *
 * @param key of the attempt, the same however often it is sent
 * @param occurredAt by the server's clock; null for now
 */
public record Sale(
        String key,
        String transactionId,
        List<SaleLine> lines,
        @Nullable Instant occurredAt) {}
