package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.stock.StockCondition;
import io.atomicinventory.engine.stock.StockItem;
import java.util.List;

/** A stock item with its conditions in words. */
record StockLine(StockItem item, List<Word> words) {

    /** @param colour a class of {@code .status} */
    record Word(String text, String colour) {}

    static StockLine of(StockItem item) {
        List<Word> words = item.conditions().stream()
                // What is below zero is low as well, and says so already.
                .filter(condition ->
                        condition != StockCondition.LOW || item.quantity().signum() >= 0)
                .map(StockLine::word)
                .toList();
        return new StockLine(item, words.isEmpty() ? List.of(new Word("OK", "healthy")) : words);
    }

    private static Word word(StockCondition condition) {
        return switch (condition) {
            case LOW -> new Word("Low", "warning");
            case NEGATIVE -> new Word("Below zero", "critical");
            case INACTIVE -> new Word("Switched off", "plain");
        };
    }
}
