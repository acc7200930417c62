package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.internal.sql.CatalogStorage;
import io.atomicinventory.engine.internal.sql.GapStorage;
import io.atomicinventory.engine.internal.sql.MappingStorage;
import io.atomicinventory.engine.internal.suggest.StockIndex;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores, products, and what a recipe's ingredients are in a store's stock. Thread-safe. */
public final class CatalogService {
    private final CatalogStorage catalog;
    private final MappingStorage mappings;
    private final GapStorage gaps;

    public CatalogService(CatalogStorage catalog, MappingStorage mappings, GapStorage gaps) {
        this.catalog = catalog;
        this.mappings = mappings;
        this.gaps = gaps;
    }

    public CatalogSaved saveStore(Store store) {
        return catalog.saveStore(store);
    }

    public Optional<Store> store(String storeId) {
        return catalog.store(storeId);
    }

    public Page<Store> stores(@Nullable String after, int limit) {
        return stores(StoreScope.ALL, after, limit);
    }

    /** Those of the scope that there are. */
    public Page<Store> stores(StoreScope scope, @Nullable String after, int limit) {
        return catalog.stores(scope, after, Page.requireLimit(limit));
    }

    /** A recipe that equals the one in force makes no new version; an old version never changes. */
    public CatalogSaved saveProduct(Product product, Actor actor) {
        return catalog.saveProduct(product, actor);
    }

    /**
     * Saves many products, all or none.
     *
     * @throws io.atomicinventory.engine.DatabaseUnavailableException where the database does not answer or somebody
     *     else is in the way; saving the same again does no harm
     */
    public ImportResult importProducts(ImportSource<Product> source, Actor actor) {
        return catalog.importProducts(source, actor);
    }

    /** Saves many mappings, of any stores, all or none; likewise. */
    public ImportResult importMappings(ImportSource<MappingRow> source) {
        return mappings.importMappings(source);
    }

    public Optional<Product.Versioned> product(String productId) {
        return catalog.product(productId);
    }

    /** The names of many products at once, by id. What is not in the catalogue is left out. */
    public Map<String, String> productNames(Set<String> productIds) {
        return productIds.isEmpty() ? Map.of() : catalog.productNames(productIds);
    }

    public Page<Product.Versioned> products(@Nullable String after, int limit) {
        return catalog.products(after, Page.requireLimit(limit));
    }

    /**
     * Adds or replaces these mappings, all or none; the store's others stay.
     *
     * @param added 1 to 10,000, each of another ingredient and unit
     */
    public CatalogSaved saveMappings(String storeId, List<Mapping> added) {
        if (added.isEmpty() || added.size() > Mapping.MAX_IN_ONE_CALL) {
            throw new InvalidRequestException("mappings: must be 1 to " + Mapping.MAX_IN_ONE_CALL);
        }
        Set<IngredientKey> keys = new HashSet<>();
        List<String> errors = new ArrayList<>();
        for (int i = 0; i < added.size(); i++) {
            Mapping mapping = added.get(i);
            if (!keys.add(IngredientKey.of(mapping.ingredient(), mapping.unit()))) {
                errors.add("[" + i + "]: " + mapping.ingredient() + " in " + mapping.unit() + " is mapped twice");
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(errors);
        }
        return mappings.save(storeId, added);
    }

    /**
     * Saves a mapping where there is none yet, or one that leads to a stock item that is switched off: nobody's decision of
     * meanwhile is replaced.
     */
    public CatalogSaved closeGap(String storeId, Mapping mapping) {
        return mappings.closeGap(storeId, mapping);
    }

    /** @return whether there was such a mapping */
    public boolean deleteMapping(String storeId, String ingredient, String unit) {
        return mappings.delete(storeId, ingredient, unit);
    }

    /** By ingredient and unit. */
    public Page<Mapping> mappings(String storeId, @Nullable String after, int limit) {
        return mappings.page(storeId, after, Page.requireLimit(limit));
    }

    /**
     * What the menu needs and the store has not mapped, what most sales were refused for first. Only products count
     * that the store has begun to map, or that may have been refused there in the last 7 days: what a store does not
     * sell is no gap. To close one, {@link #saveMappings map} its ingredient and unit.
     */
    public Page<MenuGap> gaps(String storeId, @Nullable String after, int limit) {
        return gaps.page(storeId, after, Page.requireLimit(limit));
    }

    /** Stock units for one recipe unit, as a suggestion has them; empty where it does not follow from the units. */
    public Optional<BigDecimal> factor(String recipeUnit, String stockUnit) {
        return Optional.ofNullable(StockIndex.factor(recipeUnit, stockUnit));
    }
}
