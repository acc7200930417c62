package io.atomicinventory.engine.internal.suggest;

import io.atomicinventory.engine.catalog.MappingSuggestion;
import io.atomicinventory.engine.catalog.MenuGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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

    private StockIndex(Map<String, List<Entry>> byWord) {
        this.byWord = byWord;
        byWord.keySet()
                .forEach(word -> byFirstLetter
                        .computeIfAbsent(word.codePointAt(0), letter -> new ArrayList<>())
                        .add(word));
    }

    private record Entry(String stockId, String item, String unit, List<String> words) {}

    /** Gathers the stock items. */
    public static final class Builder {
        private final Map<String, List<Entry>> byWord = new HashMap<>();

        public void add(String stockId, String item, String unit) {
            Entry entry = new Entry(stockId, item, unit, Words.of(item));
            entry.words()
                    .forEach(word -> byWord.computeIfAbsent(word, one -> new ArrayList<>())
                            .add(entry));
        }

        public StockIndex build() {
            return new StockIndex(byWord);
        }
    }

    /** The likeliest first; of equal ones, by id. */
    public List<MappingSuggestion> like(String ingredient, String unit) {
        List<String> words = Words.of(ingredient);
        Map<String, Map<String, Double>> likeness = new HashMap<>();
        Set<Entry> entries = new HashSet<>();
        for (String word : words) {
            for (String known : byFirstLetter.getOrDefault(word.codePointAt(0), List.of())) {
                double alike = Words.likeness(word, known);
                if (alike > 0) {
                    likeness.computeIfAbsent(word, one -> new HashMap<>()).put(known, alike);
                    entries.addAll(byWord.getOrDefault(known, List.of()));
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
        int score = (int) Math.floor((100 - UNIT_SHARE) * shared / all + unitShare);
        return new MappingSuggestion(entry.stockId(), entry.item(), entry.unit(), score, factor);
    }

    private static double best(Stream<Double> likeness) {
        return likeness.mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
