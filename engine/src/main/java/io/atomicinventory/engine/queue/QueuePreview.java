package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.Problem;
import java.math.BigDecimal;
import java.util.List;

/** What each choice about a queued sale would do to the stock as it is now. Promises nothing. */
public record QueuePreview(QueueEntry entry, List<Choice> choices) {
    public QueuePreview {
        choices = List.copyOf(choices);
    }

    /**
     * @param name {@code full}, {@code available} or {@code reject}
     * @param problems why it cannot be chosen; empty where it can
     * @param noLongerFit transactions among the 500 oldest that wait, that the stock covers now and would not any more
     */
    public record Choice(String name, List<Problem> problems, List<Row> rows, List<String> noLongerFit) {
        public Choice {
            problems = List.copyOf(problems);
            rows = List.copyOf(rows);
            noLongerFit = List.copyOf(noLongerFit);
        }

        public boolean isPossible() {
            return problems.isEmpty();
        }
    }

    /** A stock row before and after. */
    public record Row(String inventoryStockId, String item, String unit, BigDecimal before, BigDecimal after) {
        public Row {
            before = Quantities.plain(before);
            after = Quantities.plain(after);
        }
    }
}
