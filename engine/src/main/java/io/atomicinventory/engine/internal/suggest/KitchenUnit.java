package io.atomicinventory.engine.internal.suggest;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Units of which one follows from the other. Libraries of units know symbols of physics and none of the spellings of a
 * menu, so that the table would be needed all the same. Spoons, cups and portions are not in it: they differ from kitchen
 * to kitchen, and a person has to say.
 */
record KitchenUnit(Kind kind, BigDecimal size) {
    enum Kind {
        GRAM,
        MILLILITER,
        PIECE
    }

    private static final Map<String, KitchenUnit> UNITS = new HashMap<>();

    static {
        add(Kind.GRAM, "0.001", "mg", "milligram", "milligrams");
        add(Kind.GRAM, "1", "g", "gr", "gram", "grams", "gramme", "grammes");
        add(Kind.GRAM, "1000", "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms");
        add(Kind.GRAM, "28.349523125", "oz", "ounce", "ounces");
        add(Kind.GRAM, "453.59237", "lb", "lbs", "pound", "pounds");
        add(Kind.MILLILITER, "1", "ml", "milliliter", "milliliters", "millilitre", "millilitres");
        add(Kind.MILLILITER, "10", "cl", "centiliter", "centiliters", "centilitre", "centilitres");
        add(Kind.MILLILITER, "100", "dl", "deciliter", "deciliters", "decilitre", "decilitres");
        add(Kind.MILLILITER, "1000", "l", "liter", "liters", "litre", "litres");
        add(Kind.PIECE, "1", "piece", "pieces", "pc", "pcs", "each", "ea");
        add(Kind.PIECE, "12", "dozen");
    }

    private static void add(Kind kind, String size, String... names) {
        KitchenUnit unit = new KitchenUnit(kind, new BigDecimal(size));
        for (String name : names) {
            UNITS.put(name, unit);
        }
    }

    /** Whether they may be one thing: units that nobody knows may be anything. */
    static boolean mayBe(String recipeUnit, String stockUnit) {
        KitchenUnit recipe = of(recipeUnit);
        KitchenUnit stock = of(stockUnit);
        return recipe == null || stock == null || recipe.kind == stock.kind;
    }

    /** Stock units for one recipe unit; null where it does not follow, or twelve decimals do not hold it. */
    static @Nullable BigDecimal factor(String recipeUnit, String stockUnit) {
        if (name(recipeUnit).equals(name(stockUnit))) {
            return BigDecimal.ONE;
        }
        KitchenUnit recipe = of(recipeUnit);
        KitchenUnit stock = of(stockUnit);
        if (recipe == null || stock == null || recipe.kind != stock.kind) {
            return null;
        }
        BigDecimal factor = recipe.size.divide(stock.size, new MathContext(34, RoundingMode.DOWN));
        boolean follows = factor.multiply(stock.size).compareTo(recipe.size) == 0 && Quantities.isFactor(factor);
        return follows ? Quantities.plain(factor) : null;
    }

    private static @Nullable KitchenUnit of(String unit) {
        return UNITS.get(name(unit));
    }

    /** Abbreviations may end with a point. */
    private static String name(String unit) {
        String name = IngredientKey.fold(unit);
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
