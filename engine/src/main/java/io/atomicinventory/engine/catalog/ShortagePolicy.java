package io.atomicinventory.engine.catalog;

import java.util.Locale;

/** What a store does with a sale that its stock does not cover. */
public enum ShortagePolicy {
    /** The sale is refused. */
    REFUSE,
    /** The sale waits in the queue until the stock covers it or a person decides: a wrong count stops no paid sale. */
    QUEUE,
    /** The sale is deducted below zero, and its movements say so. */
    ALLOW;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ShortagePolicy ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
