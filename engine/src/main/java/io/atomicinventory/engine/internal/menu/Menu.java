package io.atomicinventory.engine.internal.menu;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Product;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store sells, compiled down to its stock: recipe × mapping is multiplied out once for each product.
 * A menu is a guess until the transaction that uses it has seen the same revision. Thread-safe.
 */
public final class Menu {
    private final Catalog catalog;
    private final long menuRevision;
    private final Map<IngredientKey, Target> mappings;
    private final Map<String, Dish> dishes = new ConcurrentHashMap<>();

    public Menu(Catalog catalog, long menuRevision, Map<IngredientKey, Target> mappings) {
        this.catalog = catalog;
        this.menuRevision = menuRevision;
        this.mappings = Map.copyOf(mappings);
    }

    public Catalog catalog() {
        return catalog;
    }

    /** How many. */
    public int mappings() {
        return mappings.size();
    }

    public Revision revision() {
        return new Revision(catalog.revision(), menuRevision);
    }

    /** Null where the catalogue has no such product. */
    public @Nullable Dish dish(String productId) {
        Product.Versioned product = catalog.products().get(productId);
        return product == null ? null : dishes.computeIfAbsent(productId, id -> compile(product));
    }

    /** Null where the store has no mapping for it. */
    @Nullable
    Target target(IngredientKey key) {
        return mappings.get(key);
    }

    private Dish compile(Product.Versioned versioned) {
        Product product = versioned.product();
        List<Line> lines = product.ingredients().stream().map(this::compile).toList();
        return new Dish(product.name(), product.isActive(), versioned.recipeVersion(), lines);
    }

    private Line compile(Ingredient ingredient) {
        Target target = mappings.get(IngredientKey.of(ingredient.name(), ingredient.unit()));
        BigDecimal perDish =
                target == null ? null : Quantities.plain(ingredient.quantity().multiply(target.factor()));
        return new Line(ingredient, target, perDish);
    }

    /** The two revisions that a menu rests on. */
    public record Revision(long catalog, long menu) {}

    /** @param factor stock units for one recipe unit */
    public record Target(String stockId, BigDecimal factor) {}

    /** A product as this store makes it. */
    public record Dish(String name, boolean isSold, int recipeVersion, List<Line> lines) {}

    /**
     * @param target null where the store has no mapping for the ingredient
     * @param perDish stock units for one of the product, not rounded; null together with the target
     */
    public record Line(
            Ingredient ingredient,
            @Nullable Target target,
            @Nullable BigDecimal perDish) {}
}
