package io.atomicinventory.engine.internal.menu;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Name and unit of an ingredient in the form in which they are compared: "  Whipped  CREAM" is "whipped cream". */
public record IngredientKey(String name, String unit) {
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    public static IngredientKey of(String name, String unit) {
        return new IngredientKey(fold(name), fold(unit));
    }

    /** A name as it is compared. */
    public static String fold(String text) {
        String collapsed =
                SPACES.matcher(Normalizer.normalize(text, Normalizer.Form.NFC)).replaceAll(" ");
        // Down, up and down again folds letters that have several forms: "Straße", "STRASSE" and "STRAẞE".
        String folded = collapsed
                .strip()
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
