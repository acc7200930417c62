package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.deduction.Problem;
import java.util.List;

/**
 * What one choice about many queued sales would do, one after the other in the order of the sales, to the stock as it is
 * now. Promises nothing.
 *
 * @param each in the order in which they would be decided; entries that there are not are left out
 * @param rows the stock rows that would change, by item, before the first and after the last of them
 */
public record SummedPreview(QueueChoice choice, List<Each> each, List<QueuePreview.Row> rows) {
    public SummedPreview {
        each = List.copyOf(each);
        rows = List.copyOf(rows);
    }

    /** @param problems why it cannot be chosen; empty where it can, and where it is settled already */
    public record Each(QueueEntry entry, List<Problem> problems) {
        public Each {
            problems = List.copyOf(problems);
        }

        public boolean isPossible() {
            return entry.status().isOpen() && problems.isEmpty();
        }
    }

    public List<Each> possible() {
        return each.stream().filter(Each::isPossible).toList();
    }

    /** Open, and something stands in the way. */
    public List<Each> impossible() {
        return each.stream().filter(one -> !one.problems().isEmpty()).toList();
    }

    public List<Each> settledAlready() {
        return each.stream().filter(one -> !one.entry().status().isOpen()).toList();
    }
}
