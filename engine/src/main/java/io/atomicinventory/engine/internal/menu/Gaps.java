package io.atomicinventory.engine.internal.menu;

import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.IngredientRole;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.engine.catalog.Product;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a menu needs and its store has not mapped, what most sales were refused for first. Not thread-safe. */
public final class Gaps {
    private final Menu menu;
    private final Refusals refusals;
    private final Set<String> inactive;
    /** To fold a name takes longer than to find it, and most ingredients are in many recipes. */
    private final Map<Written, IngredientKey> keys = new HashMap<>();

    private final Map<IngredientKey, Gap> gaps = new HashMap<>();

    private Gaps(Menu menu, Refusals refusals, Set<String> inactive) {
        this.menu = menu;
        this.refusals = refusals;
        this.inactive = inactive;
    }

    /**
     * One of them.
     *
     * @param written its name and unit, as the product with the least id writes them
     * @param stockId the stock item that is switched off; null where there is no mapping
     * @param products that the store sells and that need it, by id
     */
    public record Gap(
            IngredientKey key,
            Written written,
            @Nullable String stockId,
            Refusals.Of refused,
            List<MenuGap.Concerned> products) {}

    /** An ingredient as a recipe writes it. */
    public record Written(String name, String unit) {}

    /**
     * The place of a gap in their order.
     *
     * @param refused sales
     * @param products that need it
     */
    public record Rank(long refused, long products, IngredientKey key) implements Comparable<Rank> {
        private static final Comparator<Rank> ORDER = Comparator.comparingLong(Rank::refused)
                .thenComparingLong(Rank::products)
                .reversed()
                .thenComparing(rank -> rank.key().name())
                .thenComparing(rank -> rank.key().unit());

        public static Rank of(Gap gap) {
            return new Rank(gap.refused().number(), gap.products().size(), gap.key());
        }

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param inactive stock items that are switched off */
    public static List<Gap> of(Menu menu, Refusals refusals, Set<String> inactive) {
        Gaps gaps = new Gaps(menu, refusals, inactive);
        menu.catalog().products().values().stream()
                .map(Product.Versioned::product)
                .filter(Product::isActive)
                .sorted(Comparator.comparing(Product::productId))
                .forEach(gaps::add);
        return gaps.gaps.values().stream()
                .sorted(Comparator.comparing(Rank::of))
                .toList();
    }

    private void add(Product product) {
        Map<IngredientKey, Written> needed = new LinkedHashMap<>();
        for (Ingredient line : product.ingredients()) {
            Written written = new Written(line.name(), line.unit());
            needed.putIfAbsent(key(written), written);
        }
        List<IngredientKey> unmapped = new ArrayList<>();
        needed.forEach((key, written) -> {
            if (menu.target(key) == null) {
                unmapped.add(key);
            }
        });
        // Cups and lids are shared by what a store sells and what it does not: mapped, they say nothing.
        boolean isBegun = product.ingredients().stream()
                .filter(line -> line.role() != IngredientRole.PACKAGING)
                .anyMatch(line -> menu.target(key(new Written(line.name(), line.unit()))) != null);
        // A refusal names all that a product lacks: one that was refused has nothing left that was never named.
        boolean isSold = unmapped.isEmpty()
                || isBegun
                || unmapped.stream().allMatch(key -> refusals.missing(key).number() > 0);
        if (isSold) {
            needed.forEach((key, written) -> add(product, key, written));
        }
    }

    private IngredientKey key(Written written) {
        return keys.computeIfAbsent(written, one -> IngredientKey.of(one.name(), one.unit()));
    }

    private void add(Product product, IngredientKey key, Written written) {
        Menu.Target target = menu.target(key);
        if (target == null || inactive.contains(target.stockId())) {
            gaps.computeIfAbsent(
                            key,
                            one -> new Gap(
                                    key,
                                    written,
                                    target == null ? null : target.stockId(),
                                    target == null ? refusals.missing(key) : refusals.inactive(target.stockId()),
                                    new ArrayList<>()))
                    .products()
                    .add(new MenuGap.Concerned(product.productId(), product.name()));
        }
    }
}
