package io.atomicinventory.engine.internal.plan;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Problem.Reason;
import io.atomicinventory.engine.stock.StockItem;
import org.jspecify.annotations.Nullable;

/** What is wrong with a store's menu, in the words that the contract fixes; and what they name, read back. */
public final class MenuProblem {
    private static final String NO_MAPPING = "No conversion mapping found for ";
    private static final String IN_STORE = " in store ";
    private static final String SWITCHED_OFF = "Stock item is switched off: ";

    private MenuProblem() {}

    static Problem noMapping(String ingredient, String storeId) {
        return new Problem(Reason.NO_CONVERSION_MAPPING, NO_MAPPING + ingredient + IN_STORE + storeId);
    }

    public static Problem switchedOff(StockItem item) {
        return new Problem(Reason.INACTIVE_ITEM, SWITCHED_OFF + item.stockId() + " (" + item.item() + ")");
    }

    /** The name of the ingredient that lacks a mapping; null where the text is none of these. */
    public static @Nullable String ingredient(String text, String storeId) {
        String end = IN_STORE + storeId;
        return text.startsWith(NO_MAPPING) && text.endsWith(end) && text.length() > NO_MAPPING.length() + end.length()
                ? text.substring(NO_MAPPING.length(), text.length() - end.length())
                : null;
    }

    /** The id of the stock item that is switched off; null where the text is none of these. An id has no space. */
    public static @Nullable String stockId(String text) {
        int end = text.indexOf(' ', SWITCHED_OFF.length());
        return text.startsWith(SWITCHED_OFF) && end > 0 ? text.substring(SWITCHED_OFF.length(), end) : null;
    }
}
