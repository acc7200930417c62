package io.atomicinventory.server.imports;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes into the cells of an export. */
final class CsvCells {
    private static final Pattern FORMULA = Pattern.compile("'*[=+@\\t\\r-].*", Pattern.DOTALL);
    private static final Pattern NEUTRALISED = Pattern.compile("'+[=+@\\t\\r-].*", Pattern.DOTALL);

    private CsvCells() {}

    /**
     * A text that a spreadsheet takes for a text: one that begins like a formula gets an apostrophe before it,
     * which {@link #original} takes away.
     *
     * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
     */
    static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    /** The text of a cell that an export, or a spreadsheet, has kept from being a formula. */
    static String original(String cell) {
        return NEUTRALISED.matcher(cell).matches() ? cell.substring(1) : cell;
    }

    /** Our own numbers stay numbers, also below zero. */
    static String number(@Nullable BigDecimal number) {
        return number == null ? "" : number.toPlainString();
    }

    static String number(long number) {
        return Long.toString(number);
    }

    static String flag(boolean flag) {
        return Boolean.toString(flag);
    }

    static String time(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }
}
