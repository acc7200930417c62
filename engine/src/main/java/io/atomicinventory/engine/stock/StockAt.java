package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What the books said of a stock row at some time.
 *
 * @param quantity as it was recorded by then; 0 where nothing was
 * @param version the number of movements recorded by then
 */
public record StockAt(StockItem item, Instant at, BigDecimal quantity, long version) {
    public StockAt {
        quantity = Quantities.plain(quantity);
    }
}
