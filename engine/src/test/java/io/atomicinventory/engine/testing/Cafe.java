package io.atomicinventory.engine.testing;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.ReceiptRequest;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockSaved;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A small café for tests: the Caramel Croffle and what it is made of. */
public final class Cafe {
    public static final String CEBU = "cebu";
    public static final String CROFFLE = "caramel-croffle";
    public static final String COFFEE = "americano";
    public static final Actor ANA = Actor.of("ana");

    private final AtomicInventory engine;

    public Cafe(AtomicInventory engine) {
        this.engine = engine;
    }

    /** The store Cebu with 100 of everything, selling croffles (4 stock rows) and coffee (2). */
    public static Cafe open(AtomicInventory engine) {
        Cafe cafe = new Cafe(engine);
        cafe.store(CEBU);
        cafe.product(
                CROFFLE,
                "Caramel Croffle",
                "Croissant piece 1",
                "Cream serving 1",
                "Caramel portion 1",
                "Wax Paper piece 1");
        cafe.product(COFFEE, "Americano", "Coffee Beans gram 18", "Cup piece 1");
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper", "coffee-beans", "cup")) {
            cafe.stock(CEBU, item, "100");
        }
        cafe.map(CEBU, "Croissant", "piece", "croissant", "1");
        cafe.map(CEBU, "Cream", "serving", "cream", "1");
        cafe.map(CEBU, "Caramel", "portion", "caramel", "1");
        cafe.map(CEBU, "Wax Paper", "piece", "wax-paper", "1");
        cafe.map(CEBU, "Coffee Beans", "gram", "coffee-beans", "0.001");
        cafe.map(CEBU, "Cup", "piece", "cup", "1");
        return cafe;
    }

    public void store(String storeId) {
        require(engine.catalog()
                .saveStore(new Store(storeId, "Store " + storeId, ZoneId.of("Asia/Manila"), ShortagePolicy.REFUSE)));
    }

    /** @param ingredients each {@code "name unit quantity"}; the last two words are unit and quantity */
    public void product(String productId, String name, String... ingredients) {
        require(saveProduct(productId, name, true, ingredients));
    }

    public CatalogSaved saveProduct(String productId, String name, boolean isActive, String... ingredients) {
        List<Ingredient> lines = new ArrayList<>();
        for (String ingredient : ingredients) {
            List<String> words = Arrays.asList(ingredient.split(" "));
            int last = words.size() - 1;
            lines.add(new Ingredient(
                    String.join(" ", words.subList(0, last - 1)),
                    words.get(last - 1),
                    new BigDecimal(words.get(last))));
        }
        return engine.catalog().saveProduct(new Product(productId, name, null, isActive, lines), ANA);
    }

    public void stock(String storeId, String stockId, String quantity) {
        stock(storeId, stockId, new StockItemSettings(stockId, "piece", null, false, true, new BigDecimal(quantity)));
    }

    public void stock(String storeId, String stockId, StockItemSettings settings) {
        if (!(engine.stock().save(storeId, stockId, settings, ANA) instanceof StockSaved.Saved)) {
            throw new IllegalStateException("not saved: " + stockId);
        }
    }

    public void map(String storeId, String ingredient, String unit, String stockId, String factor) {
        require(engine.catalog()
                .saveMappings(storeId, List.of(new Mapping(ingredient, unit, stockId, new BigDecimal(factor)))));
    }

    public MovementOutcome receive(String storeId, String stockId, String quantity, String key) {
        return engine.stock().receive(new ReceiptRequest(storeId, stockId, new BigDecimal(quantity), null, ANA, key));
    }

    public BigDecimal quantity(String storeId, String stockId) {
        return engine.stock().find(storeId, stockId).orElseThrow().quantity();
    }

    public static DeductionRequest sale(String transactionId, String key, String productId, long quantity) {
        return new DeductionRequest(transactionId, CEBU, List.of(new SaleItem(productId, quantity)), "ana", key);
    }

    private static void require(CatalogSaved saved) {
        if (!(saved instanceof CatalogSaved.Saved)) {
            throw new IllegalStateException(saved.toString());
        }
    }
}
