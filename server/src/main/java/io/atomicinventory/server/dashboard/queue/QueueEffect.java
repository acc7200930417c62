package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.QueuePreview;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each approval of one sale would do, beside each other. A rejection does nothing to the stock.
 *
 * @param problems why it cannot be approved; empty where it can
 */
record QueueEffect(List<Row> rows, List<String> problems, NoLongerFit full, NoLongerFit available) {
    private static final int MOST_NAMED = 10;

    /** @param before now, and whenever a choice does not touch it */
    record Row(String stockId, String item, String unit, BigDecimal before, BigDecimal full, BigDecimal available) {}

    /** Other sales that would not fit any more. */
    record NoLongerFit(List<String> named, int others) {
        static NoLongerFit of(List<String> transactionIds) {
            List<String> named = transactionIds.stream().limit(MOST_NAMED).toList();
            return new NoLongerFit(named, transactionIds.size() - named.size());
        }
    }

    static QueueEffect of(QueuePreview preview) {
        QueuePreview.Choice full = choice(preview, ApprovalMode.FULL);
        QueuePreview.Choice available = choice(preview, ApprovalMode.AVAILABLE);
        Map<String, Row> rows = new LinkedHashMap<>();
        for (QueuePreview.Row row : full.rows()) {
            rows.put(
                    row.inventoryStockId(),
                    new Row(row.inventoryStockId(), row.item(), row.unit(), row.before(), row.after(), row.before()));
        }
        for (QueuePreview.Row row : available.rows()) {
            Row known = rows.get(row.inventoryStockId());
            BigDecimal inFull = known == null ? row.before() : known.full();
            rows.put(
                    row.inventoryStockId(),
                    new Row(row.inventoryStockId(), row.item(), row.unit(), row.before(), inFull, row.after()));
        }
        return new QueueEffect(
                List.copyOf(rows.values()),
                full.problems().stream().map(Problem::text).toList(),
                NoLongerFit.of(full.noLongerFit()),
                NoLongerFit.of(available.noLongerFit()));
    }

    private static QueuePreview.Choice choice(QueuePreview preview, ApprovalMode mode) {
        return preview.choices().stream()
                .filter(choice -> choice.name().equals(mode.code()))
                .findFirst()
                .orElseThrow();
    }
}
