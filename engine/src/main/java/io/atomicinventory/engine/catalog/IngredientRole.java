package io.atomicinventory.engine.catalog;

import java.util.Locale;

/** What an ingredient is to its product. */
public enum IngredientRole {
    BASE,
    CHOICE,
    PACKAGING,
    ADDON;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static IngredientRole ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
