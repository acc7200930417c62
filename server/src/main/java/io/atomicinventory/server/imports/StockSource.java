package io.atomicinventory.server.imports;

import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockRow;
import io.atomicinventory.server.request.Fields;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stock items of any stores, a row each. */
final class StockSource extends CsvSource<StockRow> {
    private static final List<String> COLUMNS =
            List.of("store_id", "stock_id", "item", "unit", "quantity", "reorder_level", "allow_negative");
    private static final List<String> OPTIONAL = List.of("is_active");
    private static final String BALANCE_RULE =
            "must be from 0 to " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";

    StockSource(InputStream input) {
        super(new CsvTable(input, COLUMNS, OPTIONAL));
    }

    @Override
    @Nullable
    ImportRow<StockRow> read(CsvTable table) {
        for (Row row = table.next(); row != null; row = table.next()) {
            StockRow item = new StockRow(
                    row.id("store_id"),
                    row.id("stock_id"),
                    new StockItemSettings(
                            row.name("item"),
                            row.name("unit"),
                            row.optionalDecimal("reorder_level", Fields::isBalanceOrZero, BALANCE_RULE),
                            row.flag("allow_negative", false),
                            row.flag("is_active", true),
                            row.optionalDecimal("quantity", Fields::isBalanceOrZero, BALANCE_RULE)));
            if (row.isRight()) {
                return new ImportRow<>(row.line(), item);
            }
        }
        return null;
    }
}
