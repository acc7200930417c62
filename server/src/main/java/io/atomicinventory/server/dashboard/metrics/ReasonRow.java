package io.atomicinventory.server.dashboard.metrics;

import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Why sales were not deducted, and how many of them.
 *
 * @param words what it means to whoever sells
 * @param slug as the API names it
 * @param where the tab on which it is mended; empty where there is none
 */
record ReasonRow(String words, String slug, long number, List<Tab> where) {
    private static final String UNAVAILABLE = "unavailable";

    static List<ReasonRow> of(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .map(one -> new ReasonRow(words(one.getKey()), one.getKey(), one.getValue(), where(one.getKey())))
                .toList();
    }

    static String words(String slug) {
        if (slug.equals(UNAVAILABLE)) {
            return "The database did not answer; the till sends the sale again";
        }
        return Arrays.stream(ProblemType.values())
                .filter(type -> type.slug().equals(slug))
                .findFirst()
                .map(ReasonRow::words)
                .orElse(slug);
    }

    private static String words(ProblemType type) {
        return switch (type) {
            case INSUFFICIENT_STOCK -> "Not enough stock";
            case NO_CONVERSION_MAPPING -> "An ingredient is not mapped to the stock";
            case UNKNOWN_PRODUCT -> "The product does not exist or is not sold";
            case INACTIVE_ITEM -> "A stock item is switched off";
            case QUANTITY_NOT_EXACT -> "The amount needs more than four decimals";
            case TRANSACTION_ALREADY_DEDUCTED -> "The sale was deducted before, with other items";
            case IDEMPOTENCY_KEY_REUSED -> "The till used one key for two sales";
            case STATE_CONFLICT -> "The sale was rejected or voided before, or came too late";
            case VERSION_CONFLICT -> "Others kept changing the same stock";
            case OVERLOADED -> "Too much waited; the till sends the sale again";
            case IDEMPOTENCY_KEY_IN_FLIGHT -> "The same sale was still under way";
            case NOT_FOUND -> "The sale names a store that is not there";
            default -> type.title();
        };
    }

    private static List<Tab> where(String slug) {
        return switch (slug) {
            case "insufficient-stock", "inactive-item" -> List.of(Tab.STOCK);
            case "no-conversion-mapping" -> List.of(Tab.GAPS);
            default -> List.of();
        };
    }
}
