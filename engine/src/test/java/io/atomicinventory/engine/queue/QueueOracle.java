package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.testing.Cafe;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is right, said as plainly as can be: one command after the other, in memory. Time is the number of a step. */
final class QueueOracle {
    /** What nobody has mapped. */
    static final String TEA = "tea";

    private static final Map<String, Map<String, BigDecimal>> MENU = Map.of(
            Cafe.CROFFLE,
            Map.of(
                    "croissant", BigDecimal.ONE,
                    "cream", BigDecimal.ONE,
                    "caramel", BigDecimal.ONE,
                    "wax-paper", BigDecimal.ONE),
            Cafe.COFFEE,
            Map.of("coffee-beans", new BigDecimal("0.018"), "cup", BigDecimal.ONE));

    private final ShortagePolicy policy;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Settled> settled = new HashMap<>();

    QueueOracle(ShortagePolicy policy) {
        this.policy = policy;
        MENU.values().forEach(recipe -> recipe.keySet().forEach(stockId -> rows.put(stockId, new Row())));
    }

    record Items(String productId, long quantity) {}

    private static final class Row {
        BigDecimal quantity = new BigDecimal("100");
        BigDecimal overdraft = BigDecimal.ZERO;
        long countedAt = Long.MIN_VALUE;

        void set(BigDecimal next) {
            quantity = next;
            overdraft = overdraft.min(next.negate().max(BigDecimal.ZERO));
        }
    }

    private static final class Entry {
        final String transactionId;
        final Items items;
        final long occurredAt;
        QueueStatus status;
        int attempt = 1;
        int failures;

        @Nullable
        QueueDecision decision;

        Entry(String transactionId, Items items, long occurredAt, QueueStatus status) {
            this.transactionId = transactionId;
            this.items = items;
            this.occurredAt = occurredAt;
            this.status = status;
        }

        void decide(QueueDecision decided) {
            decision = decided;
            status = decided == QueueDecision.REJECTED || decided == QueueDecision.VOIDED
                    ? QueueStatus.REJECTED
                    : QueueStatus.APPROVED;
            failures = 0;
        }

        @Override
        public String toString() {
            return transactionId + " " + status.code() + " " + attempt + " " + failures
                    + (decision == null ? "" : " " + decision.code());
        }
    }

    /** @param left what it took and has not given back; null where it was rejected */
    private record Settled(Items items, @Nullable Map<String, BigDecimal> left) {
        boolean isRejected() {
            return left == null;
        }
    }

    String queue(String transactionId, Items items, long occurredAt) {
        Entry entry = entries.get(transactionId);
        if (entry == null) {
            entries.put(transactionId, new Entry(transactionId, items, occurredAt, QueueStatus.PENDING));
            return "new";
        }
        return entry.items.equals(items) ? "same" : "other items";
    }

    String sell(String transactionId, Items items, long now) {
        Settled before = settled.get(transactionId);
        if (before != null) {
            return before.isRejected()
                    ? "refused TRANSACTION_REJECTED"
                    : before.items.equals(items) ? "replayed" : "refused TRANSACTION_ALREADY_DEDUCTED";
        }
        if (items.productId.equals(TEA)) {
            return "refused NO_CONVERSION_MAPPING";
        }
        if (!isShort(items, Long.MAX_VALUE) || policy == ShortagePolicy.ALLOW) {
            take(transactionId, items, Long.MAX_VALUE, ApprovalMode.FULL);
            return "deducted";
        }
        Entry entry = entries.get(transactionId);
        if (policy == ShortagePolicy.REFUSE) {
            return "refused INSUFFICIENT_STOCK";
        }
        if (entry != null && !entry.items.equals(items)) {
            return "refused TRANSACTION_ALREADY_DEDUCTED";
        }
        if (entry == null) {
            entries.put(transactionId, new Entry(transactionId, items, now, QueueStatus.INSUFFICIENT_STOCK));
        }
        return "queued";
    }

    SyncReport sync() {
        SyncReport report = new SyncReport(0, 0, 0);
        List<Entry> inOrder = new ArrayList<>(entries.values());
        inOrder.sort(Comparator.comparingLong(entry -> entry.occurredAt));
        for (Entry entry : inOrder) {
            if (entry.status.isOpen()) {
                report = report.plus(sync(entry));
            }
        }
        return report;
    }

    private SyncReport sync(Entry entry) {
        if (isDeductedAlready(entry)) {
            entry.decide(QueueDecision.ALREADY_DEDUCTED);
            return new SyncReport(1, 0, 0);
        }
        if (cannotBeTaken(entry)) {
            entry.attempt += entry.failures == 0 ? 1 : 0;
            entry.failures++;
            return new SyncReport(0, 0, 1);
        }
        if (isShort(entry.items, entry.occurredAt)) {
            if (entry.status != QueueStatus.INSUFFICIENT_STOCK || entry.failures > 0) {
                entry.status = QueueStatus.INSUFFICIENT_STOCK;
                entry.attempt++;
                entry.failures = 0;
            }
            return new SyncReport(0, 1, 0);
        }
        take(entry.transactionId, entry.items, entry.occurredAt, ApprovalMode.FULL);
        entry.decide(QueueDecision.SYNCED);
        return new SyncReport(1, 0, 0);
    }

    String approve(String transactionId, ApprovalMode mode) {
        Entry entry = entries.get(transactionId);
        if (entry == null) {
            return "unknown";
        }
        QueueDecision wanted = mode == ApprovalMode.FULL ? QueueDecision.APPROVED : QueueDecision.APPROVED_AVAILABLE;
        QueueDecision opposite = mode == ApprovalMode.FULL ? QueueDecision.APPROVED_AVAILABLE : QueueDecision.APPROVED;
        if (!entry.status.isOpen()) {
            return entry.status == QueueStatus.REJECTED || entry.decision == opposite ? "conflict" : "same";
        }
        if (isDeductedAlready(entry)) {
            entry.decide(QueueDecision.ALREADY_DEDUCTED);
            return "same";
        }
        if (cannotBeTaken(entry)) {
            return "not possible";
        }
        take(transactionId, entry.items, entry.occurredAt, mode);
        entry.decide(wanted);
        return "new";
    }

    String reject(String transactionId) {
        Entry entry = entries.get(transactionId);
        if (entry == null) {
            return "unknown";
        }
        if (!entry.status.isOpen()) {
            return entry.status == QueueStatus.REJECTED ? "same" : "conflict";
        }
        if (isDeductedAlready(entry)) {
            return "conflict";
        }
        settled.putIfAbsent(transactionId, new Settled(entry.items, null));
        entry.decide(QueueDecision.REJECTED);
        return "new";
    }

    String voidSale(String transactionId) {
        Settled sale = settled.get(transactionId);
        Entry entry = entries.get(transactionId);
        if (sale == null && entry == null) {
            return "unknown";
        }
        if (sale == null) {
            settled.put(transactionId, new Settled(Objects.requireNonNull(entry).items, null));
            entry.decide(QueueDecision.VOIDED);
            return "gave back 0";
        }
        if (sale.left == null) {
            return "gave back 0";
        }
        int restored = sale.left.size();
        sale.left.forEach((stockId, quantity) -> {
            Row row = row(stockId);
            row.set(row.quantity.add(quantity));
        });
        sale.left.clear();
        return "gave back " + restored;
    }

    void receive(String stockId, BigDecimal quantity) {
        Row row = row(stockId);
        row.set(row.quantity.add(quantity));
    }

    void count(String stockId, BigDecimal quantity, long now) {
        row(stockId).set(quantity);
        row(stockId).countedAt = now;
    }

    private boolean isDeductedAlready(Entry entry) {
        Settled sale = settled.get(entry.transactionId);
        return sale != null && !sale.isRejected() && sale.items.equals(entry.items);
    }

    private boolean cannotBeTaken(Entry entry) {
        return settled.containsKey(entry.transactionId) || entry.items.productId.equals(TEA);
    }

    private boolean isShort(Items items, long occurredAt) {
        return demand(items).entrySet().stream().anyMatch(demand -> {
            Row row = row(demand.getKey());
            return row.countedAt < occurredAt && row.quantity.compareTo(demand.getValue()) < 0;
        });
    }

    /** What was gone at the last count is taken and was not there any more: the row stays as it is. */
    private void take(String transactionId, Items items, long occurredAt, ApprovalMode mode) {
        Map<String, BigDecimal> taken = new HashMap<>();
        demand(items).forEach((stockId, amount) -> {
            Row row = row(stockId);
            boolean isCounted = row.countedAt > occurredAt;
            BigDecimal part =
                    isCounted || mode == ApprovalMode.FULL ? amount : amount.min(row.quantity.max(BigDecimal.ZERO));
            if (part.signum() > 0) {
                taken.put(stockId, part);
            }
            if (!isCounted) {
                row.set(row.quantity.subtract(part));
                if (mode == ApprovalMode.FULL && row.quantity.signum() < 0) {
                    row.overdraft = row.quantity.negate();
                }
            }
        });
        settled.put(transactionId, new Settled(items, taken));
    }

    private static Map<String, BigDecimal> demand(Items items) {
        return Objects.requireNonNull(MENU.get(items.productId)).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, line -> line.getValue().multiply(BigDecimal.valueOf(items.quantity))));
    }

    private Row row(String stockId) {
        return Objects.requireNonNull(rows.get(stockId));
    }

    /** The stock and the queue, as the database is asked for them. */
    String books() {
        String stock = rows.entrySet().stream()
                .map(row -> row.getKey() + " " + plain(row.getValue().quantity) + " " + plain(row.getValue().overdraft))
                .collect(Collectors.joining(", "));
        return stock + "; " + entries.values().stream().map(Entry::toString).collect(Collectors.joining(", "));
    }

    private static String plain(BigDecimal quantity) {
        return quantity.stripTrailingZeros().toPlainString();
    }
}
