package io.atomicinventory.device;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a store sells, of what it is made, and what was there. Immutable.
 *
 * @param needs by product and stock item: for one piece, in the item's unit; null where a mapping is missing
 * @param available by stock item; items that may go below zero are not in it, since they never end
 */
record Menu(
        List<MenuItem> products,
        Map<String, @Nullable Map<String, BigDecimal>> needs,
        Map<String, BigDecimal> available) {
    static final Menu EMPTY = new Menu(List.of(), Map.of(), Map.of());

    /** @param body with the lists {@code products}, {@code mappings} and {@code stock} of the API */
    static Menu of(JsonNode body) {
        Map<String, BigDecimal> available = new HashMap<>();
        for (JsonNode item : body.path("stock")) {
            if (!item.path("allowNegative").asBoolean(false)) {
                available.put(
                        item.path("stockId").asString(), item.path("available").decimalValue());
            }
        }
        Map<String, JsonNode> mappings = new HashMap<>();
        for (JsonNode mapping : body.path("mappings")) {
            mappings.put(folded(mapping.path("ingredient"), mapping.path("unit")), mapping);
        }
        List<MenuItem> products = new ArrayList<>();
        Map<String, @Nullable Map<String, BigDecimal>> needs = new HashMap<>();
        for (JsonNode product : body.path("products")) {
            if (product.path("isActive").asBoolean(true)) {
                String id = product.path("productId").asString();
                products.add(new MenuItem(
                        id,
                        product.path("name").asString(id),
                        product.path("category").asString("")));
                needs.put(id, needs(product, mappings));
            }
        }
        return new Menu(List.copyOf(products), needs, available);
    }

    private static @Nullable Map<String, BigDecimal> needs(JsonNode product, Map<String, JsonNode> mappings) {
        Map<String, BigDecimal> needs = new HashMap<>();
        for (JsonNode ingredient : product.path("ingredients")) {
            JsonNode mapping = mappings.get(folded(ingredient.path("name"), ingredient.path("unit")));
            if (mapping == null) {
                return null;
            }
            BigDecimal need = ingredient
                    .path("quantity")
                    .decimalValue()
                    .multiply(mapping.path("factor").decimalValue());
            needs.merge(mapping.path("stockId").asString(), need, BigDecimal::add);
        }
        return needs;
    }

    /** As names and units are compared by the server, nearly. */
    private static String folded(JsonNode name, JsonNode unit) {
        String both = name.asString("").strip() + "\n" + unit.asString("").strip();
        return Normalizer.normalize(both, Normalizer.Form.NFC)
                .replaceAll("[\\s&&[^\\n]]+", " ")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** @param sold by product, what was sold since the stock was read */
    Optional<Long> left(String productId, Map<String, BigDecimal> sold) {
        Map<String, BigDecimal> need = needs.get(productId);
        if (need == null) {
            return Optional.empty();
        }
        Map<String, BigDecimal> taken = new HashMap<>();
        sold.forEach((product, quantity) -> {
            Map<String, BigDecimal> ofOne = needs.get(product);
            if (ofOne != null) {
                ofOne.forEach((stock, each) -> taken.merge(stock, each.multiply(quantity), BigDecimal::add));
            }
        });
        return need.entrySet().stream()
                .filter(one ->
                        available.containsKey(one.getKey()) && one.getValue().signum() > 0)
                .map(one -> available
                        .getOrDefault(one.getKey(), BigDecimal.ZERO)
                        .subtract(taken.getOrDefault(one.getKey(), BigDecimal.ZERO))
                        .divide(one.getValue(), 0, RoundingMode.FLOOR)
                        .longValue())
                .min(Long::compare);
    }
}
