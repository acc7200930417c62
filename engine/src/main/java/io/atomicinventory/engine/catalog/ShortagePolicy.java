package io.atomicinventory.engine.catalog;

import java.util.Locale;

/** What a store does with a sale that its stock does not cover. */
public enum ShortagePolicy {
    /** The sale is refused. */
    REFUSE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ShortagePolicy ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
