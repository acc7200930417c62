package io.atomicinventory.server.demo;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockSaved;
import io.atomicinventory.server.InventorySettings;
import io.atomicinventory.server.database.ServerDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Three stores, twenty products and their stock, for an empty embedded database. A marker file tells a load that
 * was cut off, so that the next start finishes it: everything in it may be saved twice.
 */
@Component
public class DemoCafe {
    public static final String FIRST_STORE = "cebu-main";
    public static final String FIRST_PRODUCT = "caramel-croffle";

    private static final Actor DEMO = Actor.of("demo");
    private static final Map<String, String> STORES = new LinkedHashMap<>();

    static {
        STORES.put(FIRST_STORE, "Cebu Main");
        STORES.put("cebu-it-park", "Cebu IT Park");
        STORES.put("mandaue", "Mandaue");
    }

    private final AtomicInventory engine;
    private final boolean isLoaded;

    DemoCafe(AtomicInventory engine, ServerDatabase database, InventorySettings settings) {
        this.engine = engine;
        if (database.isEmbedded() && settings.demo()) {
            loadOnce(settings.data().dir().resolve("demo-is-loading"));
        }
        this.isLoaded = engine.catalog().store(FIRST_STORE).isPresent()
                && engine.catalog().product(FIRST_PRODUCT).isPresent();
    }

    /** Whether there is something that a first sale can be tried with. */
    public boolean isLoaded() {
        return isLoaded;
    }

    private void loadOnce(Path marker) {
        boolean isEmpty = engine.catalog().stores(null, 1).items().isEmpty()
                && engine.catalog().products(null, 1).items().isEmpty();
        if (!isEmpty && !Files.exists(marker)) {
            return;
        }
        try {
            if (!Files.exists(marker)) {
                Files.createFile(marker);
            }
            load();
            Files.delete(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load() {
        STORES.forEach((id, name) -> require(
                engine.catalog().saveStore(new Store(id, name, ZoneId.of("Asia/Manila"), ShortagePolicy.REFUSE))));
        byProduct(rows("menu.csv")).forEach(this::saveProduct);
        rows("stock.csv").forEach(this::saveStock);
        rows("mappings.csv").stream()
                .collect(
                        Collectors.groupingBy(row -> row.getField("store_id"), LinkedHashMap::new, Collectors.toList()))
                .forEach(this::saveMappings);
    }

    private static Map<String, List<NamedCsvRecord>> byProduct(List<NamedCsvRecord> menu) {
        return menu.stream()
                .collect(Collectors.groupingBy(
                        row -> row.getField("product_id"), LinkedHashMap::new, Collectors.toList()));
    }

    private void saveProduct(String productId, List<NamedCsvRecord> rows) {
        List<Ingredient> ingredients = rows.stream()
                .map(row -> new Ingredient(
                        row.getField("ingredient"), row.getField("unit"), new BigDecimal(row.getField("quantity"))))
                .toList();
        NamedCsvRecord first = rows.getFirst();
        require(engine.catalog()
                .saveProduct(
                        new Product(
                                productId,
                                first.getField("product_name"),
                                first.getField("category"),
                                true,
                                ingredients),
                        DEMO));
    }

    private void saveStock(NamedCsvRecord row) {
        StockItemSettings settings = new StockItemSettings(
                row.getField("item"),
                row.getField("unit"),
                new BigDecimal(row.getField("reorder_level")),
                Boolean.parseBoolean(row.getField("allow_negative")),
                true,
                new BigDecimal(row.getField("quantity")));
        StockSaved saved = engine.stock().save(row.getField("store_id"), row.getField("stock_id"), settings, DEMO);
        if (!(saved instanceof StockSaved.Saved)) {
            throw new IllegalStateException("The demo's stock could not be saved: " + saved);
        }
    }

    private void saveMappings(String storeId, List<NamedCsvRecord> rows) {
        require(engine.catalog()
                .saveMappings(
                        storeId,
                        rows.stream()
                                .map(row -> new Mapping(
                                        row.getField("ingredient"),
                                        row.getField("unit"),
                                        row.getField("stock_id"),
                                        new BigDecimal(row.getField("factor"))))
                                .toList()));
    }

    private static void require(CatalogSaved saved) {
        if (!(saved instanceof CatalogSaved.Saved)) {
            throw new IllegalStateException("The demo could not be saved: " + saved);
        }
    }

    private static List<NamedCsvRecord> rows(String file) {
        InputStream resource = Objects.requireNonNull(DemoCafe.class.getResourceAsStream("/demo/" + file), file);
        try (CsvReader<NamedCsvRecord> reader =
                CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
