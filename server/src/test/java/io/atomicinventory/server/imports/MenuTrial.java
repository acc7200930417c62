package io.atomicinventory.server.imports;

import static io.atomicinventory.server.imports.Uploads.notes;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.atomicinventory.server.testing.Http;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Imports any menu with stock and mappings that it derives for three stores, sells all of it in each, and works out
 * for itself, in plain loops over the file, what must be left.
 */
final class MenuTrial {
    private static final List<String> STORES = List.of("north", "south", "harbour");
    /** Its mappings come without a store, so that they go by the stock items, which no other store has. */
    private static final String HARBOUR = "harbour";

    private static final BigDecimal OPENING = new BigDecimal("10000000");

    private final Http http;
    private final byte[] menu;
    private final List<NamedCsvRecord> lines;
    private final Map<String, Map<String, BigDecimal>> expected = new LinkedHashMap<>();
    private int sales;

    /** What came of it. */
    record Figures(int products, int lines, int sold, int skipped, int duplicateMappings, int sales, int stockRows) {}

    MenuTrial(Http http, byte[] menu) {
        this.http = http;
        this.menu = menu;
        this.lines = CsvReader.builder().ofNamedCsvRecord(new String(menu, StandardCharsets.UTF_8)).stream()
                .toList();
    }

    Figures run() {
        for (String store : STORES) {
            assertThat(http.put("/api/v1/stores/" + store, "{\"name\": \"" + store + "\", \"timezone\": \"UTC\"}")
                            .status())
                    .isEqualTo(201);
        }
        Http.Answer products = sent("menu", menu);
        Http.Answer stock = sent("stock", stock());
        assertThat(stock.json().path("created").asInt())
                .isEqualTo(stock.json().path("rows").asInt());
        Http.Answer mappings = sent("mappings", mappings());

        Set<String> skipped = new LinkedHashSet<>();
        products.json()
                .path("skipped")
                .forEach(note -> skipped.add(note.path("productId").asString()));
        assertThat(skipped).isEqualTo(withChoices());
        Set<String> sold = new LinkedHashSet<>(all());
        sold.removeAll(skipped);
        STORES.forEach(store -> sellAll(store, new ArrayList<>(sold)));
        STORES.forEach(store -> skipped.forEach(product ->
                assertThat(sell(store, List.of(product), List.of("1")).slug()).isEqualTo("unknown-product")));
        return new Figures(
                all().size(),
                lines.size(),
                sold.size(),
                skipped.size(),
                notes(mappings, "warnings").size(),
                sales,
                compare());
    }

    private Http.Answer sent(String kind, byte[] file) {
        Http.Answer answer = Uploads.upload(http, kind, "text/csv", file);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private Set<String> all() {
        Set<String> products = new LinkedHashSet<>();
        lines.forEach(line -> products.add(line.getField("product_id")));
        return products;
    }

    private Set<String> withChoices() {
        Set<String> products = new LinkedHashSet<>();
        for (NamedCsvRecord line : lines) {
            if (line.getField("role").equals("choice")) {
                products.add(line.getField("product_id"));
            }
        }
        return products;
    }

    // A stock item for each ingredient, however it is spelled; its unit is the first one that the menu has

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static String stockId(String store, String ingredient) {
        String id = plain(ingredient).replaceAll("[^a-z0-9]+", "-");
        return store.equals(HARBOUR) ? "h-" + id : id;
    }

    private byte[] stock() {
        return csv(Uploads.STOCK, csv -> {
            for (String store : STORES) {
                Map<String, BigDecimal> balances = new LinkedHashMap<>();
                for (NamedCsvRecord line : lines) {
                    String ingredient = line.getField("ingredient");
                    if (balances.putIfAbsent(stockId(store, ingredient), OPENING) == null) {
                        csv.writeRecord(
                                store,
                                stockId(store, ingredient),
                                ingredient,
                                line.getField("unit"),
                                OPENING.toPlainString(),
                                "",
                                "");
                    }
                }
                expected.put(store, balances);
            }
        });
    }

    /** The first unit of an ingredient counts as it is; the second as 2, the third as 3; each store has its own pack. */
    private BigDecimal factor(String store, String ingredient, String unit) {
        List<String> units = new ArrayList<>();
        for (NamedCsvRecord line : lines) {
            if (plain(line.getField("ingredient")).equals(plain(ingredient))
                    && !units.contains(plain(line.getField("unit")))) {
                units.add(plain(line.getField("unit")));
            }
        }
        BigDecimal pack = List.of(BigDecimal.ONE, new BigDecimal("0.25"), new BigDecimal("12"))
                .get(STORES.indexOf(store));
        return pack.multiply(BigDecimal.valueOf(units.indexOf(plain(unit)) + 1L));
    }

    /** A row for each line of the menu: what is used by two products comes twice, in whatever spelling. */
    private byte[] mappings() {
        return csv(Uploads.MAPPINGS, csv -> {
            for (String store : STORES) {
                for (NamedCsvRecord line : lines) {
                    String ingredient = line.getField("ingredient");
                    csv.writeRecord(
                            store.equals(HARBOUR) ? "" : store,
                            ingredient,
                            line.getField("unit"),
                            stockId(store, ingredient),
                            factor(store, ingredient, line.getField("unit")).toPlainString());
                }
            }
        });
    }

    private interface Writing {
        void to(CsvWriter csv);
    }

    private static byte[] csv(String header, Writing writing) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(header.split(",", -1));
            writing.to(csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    // Sales, and what they must leave

    private void sellAll(String store, List<String> sold) {
        for (String product : sold) {
            took(store, List.of(product), List.of("1"));
            took(store, List.of(product), List.of("7"));
            took(store, List.of(product), List.of("0.5"));
        }
        for (int i = 0; i + 3 <= sold.size(); i++) {
            took(store, sold.subList(i, i + 3), List.of("2", "1", "3"));
        }
        List<String> one = sold.stream().map(product -> "1").toList();
        took(store, sold, one);
        // The same product on several lines of one sale.
        took(store, List.of(sold.getFirst(), sold.getLast(), sold.getFirst()), List.of("1", "2", "3"));
    }

    private void took(String store, List<String> products, List<String> quantities) {
        Http.Answer answer = sell(store, products, quantities);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        for (int i = 0; i < products.size(); i++) {
            for (NamedCsvRecord line : lines) {
                if (line.getField("product_id").equals(products.get(i))) {
                    String ingredient = line.getField("ingredient");
                    BigDecimal amount = new BigDecimal(line.getField("quantity"))
                            .multiply(new BigDecimal(quantities.get(i)))
                            .multiply(factor(store, ingredient, line.getField("unit")));
                    expected.getOrDefault(store, Map.of())
                            .computeIfPresent(stockId(store, ingredient), (id, left) -> left.subtract(amount));
                }
            }
        }
    }

    private Http.Answer sell(String store, List<String> products, List<String> quantities) {
        String id = "sale-" + ++sales;
        List<String> items = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            items.add("{\"productId\": \"" + products.get(i) + "\", \"quantity\": " + quantities.get(i) + "}");
        }
        return http.key(id)
                .post(
                        "/api/v1/stores/" + store + "/deductions",
                        "{\"transactionId\": \"" + id + "\", \"items\": [" + String.join(",", items) + "]}");
    }

    private int compare() {
        int rows = 0;
        for (Map.Entry<String, Map<String, BigDecimal>> store : expected.entrySet()) {
            Map<String, BigDecimal> left = new LinkedHashMap<>();
            JsonNode items = http.get("/api/v1/stores/" + store.getKey() + "/stock?limit=1000")
                    .json();
            assertThat(items.path("next").isNull()).isTrue();
            items.path("items")
                    .forEach(item -> left.put(
                            item.path("stockId").asString(),
                            item.path("quantity").decimalValue()));
            assertThat(left.keySet())
                    .isEqualTo(store.getValue().keySet().stream().collect(Collectors.toSet()));
            store.getValue()
                    .forEach((id, quantity) -> assertThat(left.get(id))
                            .as(store.getKey() + " " + id)
                            .isEqualByComparingTo(quantity));
            rows += left.size();
        }
        return rows;
    }
}
