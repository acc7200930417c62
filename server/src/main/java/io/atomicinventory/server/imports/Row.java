package io.atomicinventory.server.imports;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.server.request.PlainDecimal;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table. Cells are trimmed. What is wrong is noted in the table; a valid value stands in for it, so that
 * the rest of the row is checked too.
 */
final class Row {
    private static final Set<String> YES = Set.of("true", "yes", "1");
    private static final Set<String> NO = Set.of("false", "no", "0");
    private static final int MAX_SHOWN = 40;

    private final CsvRecord record;
    private final Map<String, Integer> columns;
    private final CsvTable table;
    private boolean isRight = true;

    Row(CsvRecord record, Map<String, Integer> columns, CsvTable table) {
        this.record = record;
        this.columns = columns;
        this.table = table;
    }

    long line() {
        return record.getStartingLineNumber();
    }

    /** Whether everything that was asked for was right. */
    boolean isRight() {
        return isRight;
    }

    /** The cell as it is; empty where there is no such column. */
    String cell(String column) {
        Integer index = columns.get(column);
        return index == null ? "" : record.getField(index).strip();
    }

    String id(String column) {
        return text(column, cell(column), Identifiers::isId, Identifiers.ID_RULE);
    }

    @Nullable
    String optionalId(String column) {
        return cell(column).isEmpty() ? null : id(column);
    }

    String name(String column) {
        return text(column, CsvCells.original(cell(column)), Identifiers::isName, Identifiers.NAME_RULE);
    }

    @Nullable
    String optionalName(String column) {
        return cell(column).isEmpty() ? null : name(column);
    }

    private String text(String column, String text, Predicate<String> isText, String rule) {
        if (isText.test(text)) {
            return text;
        }
        wrong(column, "must be " + rule);
        return "x";
    }

    /** @param rule completes the column's name to a sentence */
    BigDecimal decimal(String column, Predicate<BigDecimal> isAmount, String rule) {
        BigDecimal value = PlainDecimal.of(cell(column));
        if (value != null && isAmount.test(value)) {
            return value;
        }
        wrong(column, rule);
        return BigDecimal.ONE;
    }

    @Nullable
    BigDecimal optionalDecimal(String column, Predicate<BigDecimal> isAmount, String rule) {
        return cell(column).isEmpty() ? null : decimal(column, isAmount, rule);
    }

    /** @param standard where the cell is empty, or there is no such column */
    boolean flag(String column, boolean standard) {
        String cell = cell(column).toLowerCase(Locale.ROOT);
        if (cell.isEmpty()) {
            return standard;
        }
        if (!YES.contains(cell) && !NO.contains(cell)) {
            wrong(column, "must be true or false");
        }
        return YES.contains(cell);
    }

    void wrong(String column, String rule) {
        isRight = false;
        table.error(line(), column + ": " + rule + ", not " + shown(cell(column)));
    }

    /** A cell as it may be shown: not too long, nothing unprintable. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints()
                .limit(MAX_SHOWN)
                .map(point -> Character.isISOControl(point) ? '\uFFFD' : point)
                .forEach(shown::appendCodePoint);
        return shown.append(text.codePointCount(0, text.length()) > MAX_SHOWN ? "…\"" : "\"")
                .toString();
    }
}
