package io.atomicinventory.device.queue;

import io.atomicinventory.device.client.SaleLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sale or a void in the till's file.
 *
 * @param seq its place in the order in which the till made them
 * @param idempotencyKey of this attempt; on disk before it is sent
 * @param lines of a sale; of a void none
 * @param reason of a void
 * @param occurredAt by the device's clock
 * @param skewMillis so far the server's clock was known to be ahead of the device's then; null where it was not
 * @param isPromised the till has said that it is kept: from then on it happened, whatever the server says
 * @param holder whoever is sending it right now; null where nobody is
 * @param attempts so often the server put it off; while it waits there, so often it was asked about
 * @param queueId of the server's queue, while it waits or waited there
 * @param problem why it is where it is, in words
 * @param answer the body of the server's answer that settled it, as JSON
 */
public record Entry(
        long seq,
        Kind kind,
        String transactionId,
        String idempotencyKey,
        List<SaleLine> lines,
        @Nullable String reason,
        Instant occurredAt,
        @Nullable Long skewMillis,
        State state,
        boolean isPromised,
        @Nullable String holder,
        int attempts,
        @Nullable String queueId,
        @Nullable String problem,
        @Nullable String answer) {

    public enum Kind {
        SALE,
        VOID
    }
}
