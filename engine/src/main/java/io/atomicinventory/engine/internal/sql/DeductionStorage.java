package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.deduction.RecordedDeduction;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.stock.StockItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads recorded deductions, and what a sale would meet. Thread-safe. */
public final class DeductionStorage {
    private static final String RESTORED = """
            SELECT transaction_id, stock_id, restored_now, disposition, reason, who, recorded_at
            FROM inventory_compensation_log
            WHERE store_id = ? AND transaction_id = ANY (?)
            ORDER BY recorded_at, stock_id""";

    private final Database database;

    public DeductionStorage(Database database) {
        this.database = database;
    }

    /** Sales planned on the current menu, with the stock as it is, and how transactions were settled. */
    public record Preview(
            Instant now,
            List<Planned.PlannedSale> sales,
            Map<String, StockItem> stock,
            Map<String, OutcomeRow> settled) {}

    /** Nothing is locked and nothing is written. Empty where the store is unknown. */
    public Optional<Preview> preview(
            String storeId,
            MenuCache menus,
            Set<String> transactionIds,
            Function<Menu, List<Planned.PlannedSale>> plan) {
        return database.transact(Set.of(storeId), transaction -> {
            Menu menu = menus.menu(storeId);
            while (true) {
                if (menu == null) {
                    menu = MenuTables.read(transaction, storeId, menus.catalog());
                    if (menu == null) {
                        return Optional.empty();
                    }
                    menus.remember(storeId, menu);
                }
                List<Planned.PlannedSale> sales = plan.apply(menu);
                Set<String> stockIds = new TreeSet<>();
                sales.forEach(sale -> stockIds.addAll(sale.stockIds()));
                StoreBooks.Found found = StoreBooks.readUnlocked(transaction, storeId, transactionIds, stockIds);
                if (menu.revision().equals(found.revision())) {
                    return Optional.of(new Preview(found.now(), sales, found.stock(), found.settled()));
                }
                menu = null;
            }
        });
    }

    public Optional<RecordedDeduction> find(String storeId, String transactionId) {
        return database.transact(Set.of(storeId), transaction -> {
            List<Row> rows = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(
                            OutcomeTable.SETTLED,
                            p -> p.texts(List.of(transactionId)).text(storeId),
                            row -> {
                                if (OutcomeTable.isDeduction(row)) {
                                    rows.add(Row.read(row));
                                }
                            }));
            return withRestored(transaction, storeId, rows).stream().findFirst();
        });
    }

    /**
     * By time of recording, oldest first.
     *
     * @param after where to go on: the {@code next} of the page before
     */
    public Page<RecordedDeduction> page(String storeId, Instant from, Instant to, @Nullable String after, int limit) {
        Position position = after == null ? new Position(from, "") : Position.parse(after);
        return database.transact(Set.of(storeId), transaction -> {
            List<Row> rows = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            OutcomeTable.DEDUCTIONS_BY_TIME,
                            p -> p.text(storeId)
                                    .time(from)
                                    .time(to)
                                    .time(position.recordedAt())
                                    .text(position.transactionId())
                                    .number(limit + 1L),
                            row -> rows.add(Row.read(row))));
            return Page.of(
                    withRestored(transaction, storeId, rows),
                    limit,
                    deduction -> new Position(deduction.recordedAt(), deduction.transactionId()).text());
        });
    }

    private static List<RecordedDeduction> withRestored(Transaction transaction, String storeId, List<Row> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        Collection<String> ids = rows.stream().map(Row::transactionId).toList();
        Map<String, List<RecordedDeduction.Restored>> restored = new HashMap<>();
        transaction.run(new Pipeline()
                .query(
                        RESTORED,
                        p -> p.text(storeId).texts(ids),
                        row -> restored.computeIfAbsent(row.getString("transaction_id"), id -> new ArrayList<>())
                                .add(restored(row))));
        return rows.stream()
                .map(row -> row.with(restored.getOrDefault(row.transactionId(), List.of())))
                .toList();
    }

    private static RecordedDeduction.Restored restored(ResultSet row) throws SQLException {
        return new RecordedDeduction.Restored(
                row.getString("stock_id"),
                row.getBigDecimal("restored_now"),
                row.getString("disposition"),
                row.getString("reason"),
                row.getString("who"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    private record Row(OutcomeRow outcome, String transactionId, OutcomeData.SaleData sale, Instant recordedAt) {
        static Row read(ResultSet row) throws SQLException {
            OutcomeRow outcome = OutcomeTable.read(row);
            return new Row(
                    outcome,
                    row.getString("transaction_id"),
                    (OutcomeData.SaleData) Objects.requireNonNull(outcome.data()),
                    OutcomeTable.recordedAt(row));
        }

        RecordedDeduction with(List<RecordedDeduction.Restored> restored) {
            List<RecordedDeduction.SoldItem> items = sale.dishes().stream()
                    .map(dish -> new RecordedDeduction.SoldItem(
                            dish.productId(), dish.name(), dish.quantity(), dish.recipeVersion()))
                    .toList();
            return new RecordedDeduction(
                    transactionId,
                    outcome.key(),
                    items,
                    sale.deducted(),
                    restored,
                    outcome.actor().who(),
                    outcome.actor().claimedUserId(),
                    outcome.occurredAt(),
                    recordedAt);
        }
    }
}
