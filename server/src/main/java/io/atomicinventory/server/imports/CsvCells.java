package io.atomicinventory.server.imports;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What goes into the cells of an export. */
final class CsvCells {
    private static final String STARTS_A_FORMULA = "=+-@\t\r";

    private CsvCells() {}

    /**
     * A text that a spreadsheet takes for a text: one that begins like a formula gets an apostrophe before it.
     *
     * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
     */
    static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return STARTS_A_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
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
