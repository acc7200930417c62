package io.atomicinventory.server.imports;

import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.MappingRow;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mappings of any stores, a row each; a row without a store belongs to the one that has the stock item. */
final class MappingSource extends CsvSource<MappingRow> {
    private static final List<String> COLUMNS = List.of("store_id", "ingredient", "unit", "stock_id", "factor");

    MappingSource(InputStream input) {
        super(new CsvTable(input, COLUMNS, List.of()));
    }

    @Override
    @Nullable
    ImportRow<MappingRow> read(CsvTable table) {
        for (Row row = table.next(); row != null; row = table.next()) {
            MappingRow mapping = new MappingRow(
                    row.optionalId("store_id"),
                    new Mapping(
                            row.name("ingredient"),
                            row.name("unit"),
                            row.id("stock_id"),
                            row.decimal("factor", Quantities::isFactor, Mapping.FACTOR_RULE)));
            if (row.isRight()) {
                return new ImportRow<>(row.line(), mapping);
            }
        }
        return null;
    }
}
