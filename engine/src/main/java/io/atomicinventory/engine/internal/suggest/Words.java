package io.atomicinventory.engine.internal.suggest;

import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** A name as words, whose order, case and accents are no matter: "Croissant, butter" is "Butter Croissant". */
final class Words {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();
    private static final double ALIKE = 0.9;
    private static final int SHORTEST_ALIKE = 4;

    private Words() {}

    /** Each once. */
    static List<String> of(String name) {
        String plain = MARKS.matcher(Normalizer.normalize(IngredientKey.fold(name), Normalizer.Form.NFD))
                .replaceAll("");
        return Arrays.stream(BETWEEN.split(plain))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * 1 where they are the same, 0 where they are not alike. One that is misspelt begins as it should; in what is short,
     * or a number, every letter counts: 12oz is not 16oz.
     */
    static double likeness(String one, String other) {
        if (one.equals(other)) {
            return 1;
        }
        if (one.length() < SHORTEST_ALIKE
                || other.length() < SHORTEST_ALIKE
                || one.charAt(0) != other.charAt(0)
                || hasDigit(one)
                || hasDigit(other)) {
            return 0;
        }
        double similarity = SIMILARITY.apply(one, other);
        return similarity >= ALIKE ? similarity : 0;
    }

    private static boolean hasDigit(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }
}
