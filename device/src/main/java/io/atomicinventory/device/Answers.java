package io.atomicinventory.device;

import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.queue.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's answers to sales, as outcomes. */
final class Answers {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Answers() {}

    private static SaleOutcome.Sold sold(JsonNode body) {
        List<SaleOutcome.Taken> items = new ArrayList<>();
        for (JsonNode item : body.path("deductedItems")) {
            items.add(new SaleOutcome.Taken(
                    item.path("inventoryStockId").asString(""),
                    item.path("ingredientName").asString(""),
                    item.path("unit").asString(""),
                    amount(item, "quantityDeducted")));
        }
        return new SaleOutcome.Sold(
                items, Reply.texts(body, "warnings"), body.path("replayed").asBoolean(false));
    }

    /** Of an answer that says that it is in the books; which it may be, and called off since. */
    static SaleOutcome done(JsonNode body) {
        List<String> voided = Reply.texts(body, "warnings").stream()
                .filter(Answers::saysVoided)
                .toList();
        return voided.isEmpty() ? sold(body) : new SaleOutcome.Refused("voided", voided, List.of());
    }

    /** In whole: of what was called off in part the rest is sold. */
    static boolean saysVoided(String warning) {
        return warning.contains(" was voided;");
    }

    static SaleOutcome doneBefore(Entry entry) {
        return done(body(entry)) instanceof SaleOutcome.Sold first
                ? new SaleOutcome.Sold(first.items(), first.warnings(), true)
                : done(body(entry));
    }

    static SaleOutcome.Refused refused(String slug, JsonNode body) {
        List<SaleOutcome.Shortage> shortages = new ArrayList<>();
        for (JsonNode shortage : body.path("shortages")) {
            shortages.add(new SaleOutcome.Shortage(
                    shortage.path("inventoryStockId").asString(""),
                    shortage.path("ingredientName").asString(""),
                    amount(shortage, "required"),
                    amount(shortage, "available"),
                    amount(shortage, "shortfall")));
        }
        List<String> errors = Reply.texts(body, "errors");
        return new SaleOutcome.Refused(
                slug, errors.isEmpty() ? List.of(body.path("detail").asString(slug)) : errors, shortages);
    }

    static SaleOutcome.Refused refusedBefore(Entry entry) {
        JsonNode body = body(entry);
        return refused(Reply.slug(body), body);
    }

    static JsonNode body(Entry entry) {
        return JSON.readTree(entry.answer() == null ? "{}" : entry.answer());
    }

    private static BigDecimal amount(JsonNode node, String name) {
        return node.path(name).decimalValue(BigDecimal.ZERO);
    }
}
