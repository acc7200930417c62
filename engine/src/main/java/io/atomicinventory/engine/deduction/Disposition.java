package io.atomicinventory.engine.deduction;

import java.util.Locale;

/** What becomes of goods that a void gives back. */
public enum Disposition {
    /** They go back into the stock. */
    RESTOCK,
    /** They were made already: they come back into the books, and leave them again as waste. */
    WASTE;

    /** The name in the database and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Disposition ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
