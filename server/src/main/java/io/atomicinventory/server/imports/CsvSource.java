package io.atomicinventory.server.imports;

import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a table into portions of what it means. */
abstract class CsvSource<T> implements ImportSource<T> {
    private static final int PORTION = 500;

    private final CsvTable table;

    CsvSource(CsvTable table) {
        this.table = table;
    }

    /** What comes next in the table, wrong rows passed over; null at the end. */
    abstract @Nullable ImportRow<T> read(CsvTable table);

    @Override
    public final List<ImportRow<T>> next() {
        List<ImportRow<T>> portion = new ArrayList<>(PORTION);
        while (portion.size() < PORTION) {
            ImportRow<T> row = read(table);
            if (row == null) {
                break;
            }
            portion.add(row);
        }
        return portion;
    }

    @Override
    public final boolean isSound() {
        return table.errors().isEmpty();
    }

    final CsvTable table() {
        return table;
    }

    /** Products that were imported, but not as they stand in the file. */
    List<ImportReport.Skipped> skipped() {
        return List.of();
    }

    /** Makes a value of a row; what its constructor refuses is noted at the row's line. */
    static <V> @Nullable V valueOf(CsvTable table, long line, Supplier<V> make) {
        try {
            return make.get();
        } catch (InvalidRequestException e) {
            e.errors().forEach(error -> table.error(line, error));
            return null;
        }
    }
}
