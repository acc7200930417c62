package io.atomicinventory.engine.internal.suggest;

import io.atomicinventory.engine.catalog.MappingSuggestion;
import io.atomicinventory.engine.catalog.MenuGap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store's stock items by the words of their names. Only items that share a word with an ingredient, or nearly, are
 * compared with it. Not thread-safe while it is built, and thread-safe from then on.
 */
public final class StockIndex {
    public static final StockIndex EMPTY = new Builder().build();

    /** Of 100, what the unit says; the name says the rest. */
    private static final int UNIT_SHARE = 10;

    private static final Comparator<MappingSuggestion> LIKELIEST =
            Comparator.comparingInt(MappingSuggestion::score).reversed().thenComparing(MappingSuggestion::stockId);

    private final Map<String, List<Entry>> byWord;
    private final Map<Integer, List<String>> byFirstLetter = new HashMap<>();

    private final int size;

    private StockIndex(Map<String, List<Entry>> byWord, int size) {
        this.byWord = byWord;
        this.size = size;
        byWord.keySet()
                .forEach(word -> byFirstLetter
                        .computeIfAbsent(word.codePointAt(0), letter -> new ArrayList<>())
                        .add(word));
    }

    /** @param length of its words */
    private record Entry(int index, String stockId, String item, String unit, List<String> words, int length) {}

    /** Gathers the stock items. */
    public static final class Builder {
        private final Map<String, List<Entry>> byWord = new HashMap<>();
        private int entries;

        public void add(String stockId, String item, String unit) {
            List<String> words = Words.of(item);
            Entry entry = new Entry(entries++, stockId, item, unit, words, length(words));
            entry.words()
                    .forEach(word -> byWord.computeIfAbsent(word, one -> new ArrayList<>())
                            .add(entry));
        }

        public StockIndex build() {
            return new StockIndex(byWord, entries);
        }
    }

    /** How many stock items. */
    public int size() {
        return size;
    }

    /** The likeliest first; of equal ones, by id. */
    public List<MappingSuggestion> like(String ingredient, String unit) {
        List<String> words = Words.of(ingredient);
        int length = length(words);
        Map<String, Map<String, Double>> likeness = new HashMap<>();
        int[] alike = new int[size];
        Set<Entry> entries = new HashSet<>();
        for (String word : words) {
            for (String known : byFirstLetter.getOrDefault(word.codePointAt(0), List.of())) {
                double likely = Words.likeness(word, known);
                if (likely > 0) {
                    likeness.computeIfAbsent(word, one -> new HashMap<>()).put(known, likely);
                    for (Entry entry : byWord.getOrDefault(known, List.of())) {
                        int most = alike[entry.index()] += word.length() + known.length();
                        if (score(most, length + entry.length(), UNIT_SHARE) >= MappingSuggestion.MIN_SCORE) {
                            entries.add(entry); // else it shares a common word and no more
                        }
                    }
                }
            }
        }
        return entries.stream()
                .map(entry -> suggestion(entry, words, likeness, unit))
                .filter(suggestion -> suggestion.score() >= MappingSuggestion.MIN_SCORE)
                .sorted(LIKELIEST)
                .limit(MenuGap.MAX_SUGGESTIONS)
                .toList();
    }

    /** Stock units for one recipe unit; null where it does not follow, and a person has to say. */
    public static @Nullable BigDecimal factor(String recipeUnit, String stockUnit) {
        return KitchenUnit.factor(recipeUnit, stockUnit);
    }

    private static MappingSuggestion suggestion(
            Entry entry, List<String> words, Map<String, Map<String, Double>> likeness, String unit) {
        double shared = 0;
        double all = 0;
        for (String word : words) {
            Map<String, Double> alike = likeness.getOrDefault(word, Map.of());
            shared += word.length() * best(entry.words().stream().map(other -> alike.getOrDefault(other, 0.0)));
            all += word.length();
        }
        for (String word : entry.words()) {
            shared += word.length()
                    * best(words.stream()
                            .map(other -> likeness.getOrDefault(other, Map.of()).getOrDefault(word, 0.0)));
            all += word.length();
        }
        var factor = KitchenUnit.factor(unit, entry.unit());
        double unitShare = factor != null ? UNIT_SHARE : KitchenUnit.mayBe(unit, entry.unit()) ? UNIT_SHARE / 2.0 : 0;
        return new MappingSuggestion(
                entry.stockId(), entry.item(), entry.unit(), score(shared, all, unitShare), factor);
    }

    private static int score(double shared, double all, double unitShare) {
        return (int) Math.floor((100 - UNIT_SHARE) * shared / all + unitShare);
    }

    private static int length(List<String> words) {
        return words.stream().mapToInt(String::length).sum();
    }

    private static double best(Stream<Double> likeness) {
        return likeness.mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
