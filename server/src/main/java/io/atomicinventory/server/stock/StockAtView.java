package io.atomicinventory.server.stock;

import io.atomicinventory.engine.stock.StockAt;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What the books said of a stock item at some time, on the wire. What was held and how the item was set is known of
 * now only, so it is not here; the name is the one of now.
 */
record StockAtView(String stockId, String item, String unit, BigDecimal quantity, long version, Instant at) {

    static StockAtView of(StockAt then) {
        return new StockAtView(
                then.item().stockId(),
                then.item().item(),
                then.item().unit(),
                then.quantity(),
                then.version(),
                then.at());
    }
}
