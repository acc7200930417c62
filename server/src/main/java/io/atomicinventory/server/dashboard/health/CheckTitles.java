package io.atomicinventory.server.dashboard.health;

import java.util.Locale;
import java.util.Map;

/** What the checks of a store's health ask, and what their details are called, in plain words. */
public final class CheckTitles {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("version-guard", "Changes past the books are refused"),
            Map.entry("idempotency-keys", "No sale is taken twice"),
            Map.entry("store-boundaries", "Stores are kept apart"),
            Map.entry("whole-sales", "Sales took all their ingredients"),
            Map.entry("conservation", "Stock is the sum of its movements"),
            Map.entry("compensation", "Voids give back no more than was taken"),
            Map.entry("negative-stock", "Stock below zero"),
            Map.entry("mappings", "Whatever is sold is mapped to stock"),
            Map.entry("success-rate", "Sales that went through in the last hour"),
            Map.entry("queue", "Sales that wait for a decision"),
            Map.entry("late-sales", "Sales that arrived late"),
            Map.entry("foreign-access", "Attempts on a store without leave"),
            Map.entry("durability", "What was acknowledged survives a power cut"),
            Map.entry("database-latency", "The database answers quickly"));

    private CheckTitles() {}

    /** Of a check that has no words yet, its name. */
    public static String of(String check) {
        return TITLES.getOrDefault(check, words(check));
    }

    public static boolean knows(String check) {
        return TITLES.containsKey(check);
    }

    /** {@code stockId}, {@code late-sales}: Stock id, Late sales. */
    static String words(String name) {
        String apart = name.replaceAll("([a-z])([A-Z0-9])", "$1 $2")
                .replaceAll("[-_]", " ")
                .toLowerCase(Locale.ROOT);
        return apart.isEmpty() ? apart : apart.substring(0, 1).toUpperCase(Locale.ROOT) + apart.substring(1);
    }
}
